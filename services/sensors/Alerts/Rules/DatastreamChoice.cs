using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Alerts.Rules;

/// <summary>What a datastream is known by, as far as rules choose by it.</summary>
internal readonly record struct WatchedDatastream(long Id, string Station, string Key, string Property);

/// <summary>Which datastreams of a city a condition looks at: one by station and key or by number, or all of an observed property.</summary>
internal sealed record DatastreamChoice(string? Property, string? Station, string? Key, long? Id)
{
    /// <summary>Reads <c>{ property }</c>, <c>{ station, key }</c> or <c>{ id }</c>.</summary>
    /// <exception cref="SourceException">It is none of the three; the message names file, line and key.</exception>
    public static DatastreamChoice Read(YamlValue value)
    {
        var map = value.Map();
        var choice = new DatastreamChoice(map.Optional("property")?.Text(), map.Optional("station")?.Text(), map.Optional("key")?.Text(), map.Optional("id")?.Whole(1));
        map.Done();
        return choice is { Property: not null, Station: null, Key: null, Id: null } or { Property: null, Station: not null, Key: not null, Id: null } or { Property: null, Station: null, Key: null, Id: not null }
            ? choice
            : throw value.Fault("must be { property }, { station, key } or { id }");
    }

    /// <summary>Whether a datastream of the city is meant.</summary>
    public bool Covers(WatchedDatastream datastream) =>
        Property == datastream.Property || Id == datastream.Id || (Station is not null && Station == datastream.Station && Key == datastream.Key);
}
