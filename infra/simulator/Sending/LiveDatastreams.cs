using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Sending;

/// <summary>A datastream that readings can be made up for at any time.</summary>
/// <param name="seed">Chance of the city's readings: a reading is the one that a file would hold.</param>
internal sealed class LiveDatastream(string city, TimeZoneInfo zone, Station station, string key, string property, Draw seed)
{
    /// <summary>Where its readings are published.</summary>
    public string Topic { get; } = $"simulated/{city}/{station.LocalId}/{LocalIds.InAddress(key)}";

    public decimal At(DateTimeOffset time) =>
        Readings.Value(property, seed.At(station.LocalId).At(key), TimeZoneInfo.ConvertTime(time, zone).DateTime);
}

/// <summary>The datastreams of a city's series.</summary>
internal static class LiveDatastreams
{
    public static IReadOnlyList<LiveDatastream> Of(CityPlan city, long seed)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(city.City.Zone);
        var readings = Draw.Of(seed).At(Readings.Place);
        return city.Files.Where(f => f.Table.Series is not null)
            .SelectMany(Of)
            .Select(d => new LiveDatastream(city.City.City, zone, d.Station, d.Key, d.Property, readings))
            .DistinctBy(d => d.Topic)
            .ToList();
    }

    private static IEnumerable<(Station Station, string Key, string Property)> Of(TablePlan plan) =>
        from datastream in plan.Table.Series!.Source.Series!.Datastreams
        from place in Places(plan)
        from key in datastream.FixedKey is { } only ? [only] : place.Key is { } named ? [named] : plan.KeysInRows.OfType<string>()
        select (place.Station, key, datastream.Property.Text());

    /// <summary>Stations and keys that columns name, or else those of the rows.</summary>
    private static IEnumerable<(Station Station, string? Key)> Places(TablePlan plan)
    {
        var columns = plan.Table.Wide.SelectMany(w => w.Columns).ToList();
        return columns.Count > 0
            ? columns.SelectMany(c => c.Station is { } named ? [(named, c.Key)] : plan.Stations.Select(s => (s, c.Key)))
            : plan.Stations.Select(s => (s, (string?)null));
    }
}
