using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>How payloads are encoded.</summary>
internal enum PayloadFormat
{
    Json,
    Cbor,
}

/// <summary>What one file of <c>infra/cities/&lt;city&gt;/devices/</c> says: how the messages of a kind of device become readings.</summary>
/// <param name="At">Path of the file.</param>
/// <param name="Server">The network server whose messages these are; null for devices that speak for themselves.</param>
/// <param name="Limit">Bytes that a payload may have.</param>
/// <param name="Stations">Station of each device; null when the id of a device is its station's.</param>
/// <param name="Ports">Frame ports whose messages are readings; empty for all.</param>
/// <param name="Layout">What the bytes mean where the network server has not decoded them; null when it always does.</param>
/// <param name="Source">What tells a message from others of its device; empty when nothing does, or the network server does.</param>
internal sealed record DeviceMapping(
    string At,
    string City,
    IReadOnlyList<TopicPattern> Topics,
    PayloadFormat Format,
    NetworkServer? Server,
    long Limit,
    DeviceRule Device,
    IReadOnlyDictionary<string, string>? Stations,
    IReadOnlyList<long> Ports,
    ByteLayout? Layout,
    TimeRule? Time,
    DeviceClock Clock,
    IReadOnlyList<MessagePath> Source,
    IReadOnlyList<ReadingRule> Readings)
{
    private const long UsualLimit = 256 << 10;
    private const long HighestLimit = 16 << 20;

    /// <summary>Reads a file; whether its units fit the datastreams is not looked at.</summary>
    /// <exception cref="SourceException">It is missing or wrong; the message names file, line and key.</exception>
    public static DeviceMapping Read(string path, string city)
    {
        var map = YamlMap.Parse(path, YamlText.Read(path));
        var topics = ReadTopics(map.Required("topics"));
        var (format, server) = ReadFormat(map.Required("format"));
        var root = server?.Decoded ?? MessagePath.Of("$");
        var mapping = new DeviceMapping(
            path,
            city,
            topics,
            format,
            server,
            ReadLimit(map.Optional("limit")),
            DeviceRule.Read(map, topics, server),
            map.Optional("devices") is { } devices ? ReadStations(devices, server is not null) : null,
            server is null ? [] : map.Optional("ports")?.Items().Select(port => port.Whole(1)).ToList() ?? [],
            server is not null && map.Optional("decoder") is { } decoder ? ByteLayout.Read(decoder) : null,
            map.Optional("time") is { } time ? TimeRule.Read(time) : null,
            DeviceClock.Read(map.Optional("clock")),
            map.Optional("source") is { } source ? ReadSource(source) : [],
            map.Required("readings").Map().All().Select(r => ReadingRule.Read(r.Name, r.Value, root)).ToList());
        map.Done();
        return mapping.Readings.Count > 0 ? mapping.Checked() : throw map.Required("readings").Fault("names no reading");
    }

    /// <summary>The stations whose datastreams the reading is known to go to before a message comes.</summary>
    public IEnumerable<string> StationsOf(ReadingRule reading) =>
        reading.IsFixed ? [""] : Stations?.Values.Distinct(StringComparer.Ordinal) ?? (Device.Name is { } name ? [name] : []);

    /// <summary>Station of a device; null when the file lists devices, and not this one.</summary>
    public string? StationOf(string device) => Stations is null ? device : Stations.GetValueOrDefault(device);

    private DeviceMapping Checked()
    {
        if (Device.Name is { } name && StationOf(name) is null)
            throw new SourceException(At, 1, "devices", $"does not list '{name}', which is the one device of the file");
        var isOneDevice = Device.Name is not null || Stations?.Count == 1;
        if (!isOneDevice && Readings.FirstOrDefault(r => r.IsFixed) is { } shared)
            throw shared.At.Fault("names one datastream for all devices of the file; name its key only, or list one device in 'devices'");
        return this;
    }

    private static List<TopicPattern> ReadTopics(YamlValue topics)
    {
        var read = topics.IsList ? topics.Items().Select(TopicPattern.Read).ToList() : [TopicPattern.Read(topics)];
        return read.Count > 0 ? read : throw topics.Fault("names no topic");
    }

    private static (PayloadFormat, NetworkServer?) ReadFormat(YamlValue format) =>
        format.OneOf("json", "cbor", "chirpstack-v4", "ttn-v3") switch
        {
            "json" => (PayloadFormat.Json, null),
            "cbor" => (PayloadFormat.Cbor, null),
            "chirpstack-v4" => (PayloadFormat.Json, NetworkServer.ChirpStack),
            _ => (PayloadFormat.Json, NetworkServer.TheThingsStack),
        };

    private static long ReadLimit(YamlValue? limit) =>
        (limit?.Whole(1) ?? UsualLimit) is <= HighestLimit and var bytes ? bytes : throw limit!.Fault($"must not be more than {HighestLimit} bytes");

    /// <summary>Network servers differ in the letters of an EUI, which are hexadecimal digits.</summary>
    private static Dictionary<string, string> ReadStations(YamlValue devices, bool isEui)
    {
        var stations = new Dictionary<string, string>(isEui ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var (device, station) in devices.Map().All())
        {
            if (!stations.TryAdd(device, station.Text()))
                throw station.Fault("is there twice, in other letters");
        }

        return stations.Count > 0 ? stations : throw devices.Fault("names no device");
    }

    private static List<MessagePath> ReadSource(YamlValue source) =>
        (source.IsList ? source.Items() : [source]).Select(MessagePath.Read).ToList();
}
