using System.Globalization;
using System.Text.Json.Nodes;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>How one value of a message becomes a reading (an entry of <c>readings</c>).</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Unit">UCUM code of what <paramref name="Linear"/> yields.</param>
/// <param name="Key">Key of the datastream; null when <paramref name="Number"/> names it.</param>
/// <param name="Station">Station of the datastream; null for the one of the device.</param>
/// <param name="Invalid">Values that mean "no value".</param>
internal sealed record ReadingRule(
    YamlValue At, string Name, MessagePath Path, string Unit, string? Key, string? Station, long? Number, Linear Linear, IReadOnlyList<string> Invalid)
{
    /// <summary>Reads an entry.</summary>
    /// <param name="root">What a reading without a path is a member of.</param>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static ReadingRule Read(string name, YamlValue value, MessagePath root)
    {
        var map = value.Map();
        var (key, station, number) = Datastream(map.Optional("datastream"), name);
        var rule = new ReadingRule(
            value,
            name,
            map.Optional("path") is { } path ? MessagePath.Read(path) : root.Member(name),
            map.Required("unit").Text(),
            key,
            station,
            number,
            Linear.Read(map),
            map.Optional("invalid")?.Texts() ?? []);
        map.Done();
        return rule;
    }

    /// <summary>Whether it names a datastream that belongs to one device only.</summary>
    public bool IsFixed => Number is not null || Station is not null;

    /// <summary>The datastream for a device of <paramref name="station"/>.</summary>
    public DatastreamReference Reference(string station) =>
        Number is { } id ? new DatastreamReference.ById(id) : new DatastreamReference.ByKey(Station ?? station, Key!);

    /// <summary>The value in the mapping's unit; null when the device says that it has none.</summary>
    /// <exception cref="UnreadableException">There is nothing at the path, or no number.</exception>
    public double? Value(JsonNode? message)
    {
        var node = Path.Require(message);
        return IsInvalid(node) || Found.Number(node, Path) is not { } number ? null : Linear.Apply(number);
    }

    private static (string? Key, string? Station, long? Number) Datastream(YamlValue? datastream, string name)
    {
        if (datastream is null)
            return (name, null, null);
        if (!datastream.IsMap)
            return long.TryParse(datastream.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (null, null, number)
                : (datastream.Text(), null, null);
        var map = datastream.Map();
        var read = (map.Optional("key")?.Text() ?? name, map.Required("station").Text(), (long?)null);
        map.Done();
        return read;
    }

    private bool IsInvalid(JsonNode? node)
    {
        if (Invalid.Count == 0 || node is not JsonValue value)
            return false;
        var text = Found.Id(value);
        var number = Found.Numeric(value);
        return Invalid.Any(invalid => invalid == text
            || number is { } found && double.TryParse(invalid, NumberStyles.Float, CultureInfo.InvariantCulture, out var same) && found.Equals(same));
    }
}
