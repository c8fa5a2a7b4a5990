namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Files that are wrong are refused with file, line and key.</summary>
public sealed class MappingFileTests
{
    private const string Right = """
        topics: [ "town/{device}/state" ]
        format: json
        device: { level: device }
        clock: { minutes: 5 }
        time: { path: $.at, format: iso8601 }
        readings:
          t: { path: $.t, unit: Cel }
        """;

    private const string Uplink = """
        topics: application/+/device/+/event/up
        format: chirpstack-v4
        decoder: { bytes: [ { at: 0, type: u8, key: t } ] }
        readings: { t: { unit: Cel } }
        """;

    [Theory]
    [InlineData("format: json", "format: xml", 2, "format", "'xml' must be one of json, cbor, chirpstack-v4, ttn-v3")]
    [InlineData("format: json", "format: json\nform: 1", 3, "form", "is not known here; 'format' may be meant")]
    [InlineData("format: json", "format: json\ndecoder: { bytes: [] }", 3, "decoder", "is not known here")]
    [InlineData("format: json", "format: json\nports: [1]", 3, "ports", "is not known here")]
    [InlineData("format: json", "format: json\nlimit: 99999999", 3, "limit", "must not be more than 16777216 bytes")]
    [InlineData("{ level: device }", "{ level: room }", 3, "device.level", "the topic 'town/{device}/state' has no level {room}")]
    [InlineData("{ level: device }", "{ level: device, name: x }", 3, "device", "must have exactly one of 'level', 'path' and 'name'")]
    [InlineData("{ level: device }", "{ name: roof }\ndevices: { cellar: house }", 1, "devices", "does not list 'roof'")]
    [InlineData("device: { level: device }\n", "", 1, "device", "is missing")]
    [InlineData("town/{device}/state", "town/#/state", 1, "topics[0]", "'#' must be the last level")]
    [InlineData("town/{device}/state", "town/a+/{device}", 1, "topics[0]", "'a+' is no level")]
    [InlineData("town/{device}/state", "town/{de-vice}/x", 1, "topics[0]", "'{de-vice}' is no level")]
    [InlineData("town/{device}/state", "{device}/{device}", 1, "topics[0]", "uses a name twice")]
    [InlineData("town/{device}/state", "{a}{device}", 1, "topics[0]", "does not say where one name ends")]
    [InlineData("path: $.t", "path: \"$.t[*]\"", 7, "readings.t.path", "'$.t[*]' is not a path to one value")]
    [InlineData("path: $.t", "path: $..t", 7, "readings.t.path", "'$..t' is not a path to one value")]
    [InlineData("path: $.t", "path: t", 7, "readings.t.path", "'t' is not a path to one value")]
    [InlineData("path: $.t", "path: $.air-temp", 7, "readings.t.path", "'$.air-temp' is not a path to one value")]
    [InlineData("path: $.t", "path: '$[01]'", 7, "readings.t.path", "'$[01]' is not a path to one value")]
    [InlineData("path: $.t", "path: '$[?@.a==1]'", 7, "readings.t.path", "is not a path to one value")]
    [InlineData("path: $.t", "path: '$[99999999999]'", 7, "readings.t.path", "is not a path to one value")]
    [InlineData(", unit: Cel", "", 7, "readings.t.unit", "is missing")]
    [InlineData("unit: Cel", "unit: Cel, scale: 0", 7, "readings.t.scale", "must not be 0")]
    [InlineData("unit: Cel", "unit: Cel, offset: 1e300", 7, "readings.t.offset", "out of reach")]
    [InlineData("unit: Cel", "unit: Cel, datastream: 17", 7, "readings.t", "names one datastream for all devices of the file")]
    [InlineData("unit: Cel", "unit: Cel, datastream: { station: roof }", 7, "readings.t", "names one datastream for all devices of the file")]
    [InlineData("unit: Cel", "unit: Cel, datastream: { key: x }", 7, "readings.t.datastream.station", "is missing")]
    [InlineData("format: iso8601", "format: unix", 5, "time.format", "'unix' must be one of")]
    [InlineData("minutes: 5", "minutes: 5000", 4, "clock.minutes", "must be a day")]
    [InlineData("minutes: 5", "seconds: 5", 4, "clock.seconds", "is not known here")]
    [InlineData("\n  t: { path: $.t, unit: Cel }", " {}", 6, "readings", "names no reading")]
    public void A_wrong_file_is_refused(string right, string wrong, int line, string key, string what) => Refused(Right, right, wrong, line, key, what);

    [Theory]
    [InlineData("type: u8", "type: u16", 3, "decoder.bytes[0].type", "'u16' must be u8, i8, or")]
    [InlineData("type: u8", "type: f16be", 3, "decoder.bytes[0].type", "'f16be' must be")]
    [InlineData("type: u8", "bit: 8", 3, "decoder.bytes[0].bit", "must be 0, the lowest, to 7")]
    [InlineData("type: u8", "bit: 1, type: u8", 3, "decoder.bytes[0].type", "is not known here")]
    [InlineData("at: 0", "at: 256", 3, "decoder.bytes[0].at", "must be 255 at most")]
    [InlineData("key: t }", "key: t }, { at: 1, type: u8, key: t }", 3, "decoder.bytes", "'t' is there twice")]
    [InlineData("[ { at: 0, type: u8, key: t } ]", "[]", 3, "decoder.bytes", "names no field")]
    [InlineData("decoder:", "devices: { aB: x, Ab: y }\ndecoder:", 3, "devices.Ab", "is there twice, in other letters")]
    public void A_wrong_file_for_LoRaWAN_is_refused(string right, string wrong, int line, string key, string what) => Refused(Uplink, right, wrong, line, key, what);

    [Fact]
    public void Two_files_for_a_topic_must_share_the_devices_out()
    {
        using var open = new DeviceTown(Right, Right.Replace("{device}", "{room}", StringComparison.Ordinal).Replace("level: device", "level: room", StringComparison.Ordinal));
        Assert.Contains("both must list their 'devices'", Assert.Single(open.Mappings.Refused).Message, StringComparison.Ordinal);
        using var twice = new DeviceTown(Right + "\ndevices: { a: x }", Right + "\ndevices: { b: x, a: x }");
        Assert.Contains("kind-1.yaml:1: devices: 'a' is listed in ", Assert.Single(twice.Mappings.Refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_file_does_not_keep_others_from_being_read()
    {
        using var town = new DeviceTown("topics: [", Right, "format: json");
        Assert.Equal(["kind-0.yaml", "kind-2.yaml"], town.Mappings.Refused.Select(r => Path.GetFileName(r.File)));
        Assert.Equal(["town/+/state"], town.Mappings.Filters);
    }

    [Fact]
    public void A_file_that_is_right_names_what_to_subscribe_to()
    {
        using var town = new DeviceTown(Right, Uplink);
        Assert.Equal(["town/+/state", "application/+/device/+/event/up"], town.Mappings.Filters);
    }

    private static void Refused(string file, string right, string wrong, int line, string key, string what)
    {
        Assert.Contains(right, file, StringComparison.Ordinal);
        using var town = new DeviceTown(file.Replace(right, wrong, StringComparison.Ordinal));
        var fault = Assert.Single(town.Mappings.Refused);
        Assert.EndsWith("kind-0.yaml", fault.File, StringComparison.Ordinal);
        Assert.Equal((line, key), ((int)fault.Line, fault.Key));
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }
}
