using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>
/// The device mappings of the node's cities: what topics to subscribe to, and what the messages there say.
/// It knows neither MQTT nor the database, and may be used by many threads at once.
/// </summary>
public sealed class DeviceMappings
{
    private readonly List<MessageReader> _readers;

    private DeviceMappings(IReadOnlyList<DeviceMapping> mappings, IReadOnlyList<SourceException> refused, DatastreamUnit unitOf)
    {
        Refused = refused;
        _readers = mappings.Select(mapping => new MessageReader(mapping, unitOf)).ToList();
        Filters = mappings.SelectMany(mapping => mapping.Topics).Select(topic => topic.Filter).Distinct(StringComparer.Ordinal).ToList();
    }

    /// <summary>MQTT topic filters to subscribe to. They may overlap, so that a broker may deliver a message twice.</summary>
    public IReadOnlyList<string> Filters { get; }

    /// <summary>The files that are wrong and not used; each message names file, line and key. They are the caller's to report.</summary>
    public IReadOnlyList<SourceException> Refused { get; }

    /// <summary>Reads and checks <c>&lt;city&gt;/devices/*.yaml</c> of every city; a city without such a folder has none.</summary>
    /// <param name="unitOf">Tells the units of datastreams. One that is not there yet refuses no mapping.</param>
    public static DeviceMappings Load(string citiesFolder, IEnumerable<string> cities, DatastreamUnit unitOf)
    {
        var mappings = new List<DeviceMapping>();
        var refused = new List<SourceException>();
        foreach (var (city, path) in cities.SelectMany(city => Paths(citiesFolder, city).Select(path => (city, path))))
        {
            try
            {
                var mapping = DeviceMapping.Read(path, city);
                CheckUnits(mapping, unitOf);
                foreach (var earlier in mappings)
                    CheckTopics(mapping, earlier);
                mappings.Add(mapping);
            }
            catch (SourceException e)
            {
                refused.Add(e);
            }
        }

        return new DeviceMappings(mappings, refused, unitOf);
    }

    /// <summary>Reads a message. It throws nothing, whatever the bytes are.</summary>
    /// <param name="arrived">When it arrived, UTC.</param>
    /// <returns>Readings and faults; null when the message is none of readings, such as of a join, or no mapping has its topic.</returns>
    public DeviceMessage? Read(string topic, ReadOnlyMemory<byte> payload, DateTime arrived)
    {
        DeviceMessage? unclaimed = null;
        foreach (var reader in _readers)
        {
            if (reader.Match(topic) is not { } levels)
                continue;
            var outcome = reader.Read(levels, payload, arrived);
            if (outcome.Claimed)
                return outcome.Message;
            unclaimed ??= outcome.Message;
        }

        return unclaimed;
    }

    private static IEnumerable<string> Paths(string citiesFolder, string city)
    {
        var folder = Path.Combine(citiesFolder, city, "devices");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal) : [];
    }

    private static void CheckUnits(DeviceMapping mapping, DatastreamUnit unitOf)
    {
        foreach (var reading in mapping.Readings)
        {
            var wrong = mapping.StationsOf(reading)
                .Select(station => unitOf(mapping.City, reading.Reference(station)))
                .FirstOrDefault(unit => unit is not null && Units.Between(reading.Unit, unit) is null);
            if (wrong is not null)
                throw reading.At.Map().Required("unit").Fault(
                    $"'{reading.Unit}' cannot be converted to '{wrong}', the unit of the datastream; from it {string.Join(", ", Units.Reachable(wrong))} can be");
        }
    }

    /// <summary>Two files may share a topic only when each device is in one of them.</summary>
    private static void CheckTopics(DeviceMapping mapping, DeviceMapping earlier)
    {
        if (mapping.Topics.Select(t => t.Filter).Intersect(earlier.Topics.Select(t => t.Filter)).FirstOrDefault() is not { } filter)
            return;
        if (mapping.Stations is not { } stations || earlier.Stations is not { } others)
            throw new SourceException(mapping.At, 1, "topics", $"'{filter}' is read by {earlier.At} too: both must list their 'devices'");
        if (stations.Keys.FirstOrDefault(others.ContainsKey) is { } twice)
            throw new SourceException(mapping.At, 1, "devices", $"'{twice}' is listed in {earlier.At} too");
    }
}
