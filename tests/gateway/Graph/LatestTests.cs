using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>The latest observation of series and of stations, and stations by the word of SensorThings.</summary>
[Collection(nameof(MeasuredTowns))]
public sealed class LatestTests(SharedMeasuredTowns shared)
{
    [Fact]
    public async Task The_latest_of_a_series_needs_no_further_question()
    {
        var towns = await shared.GetAsync();
        towns.Partner.Asked.Clear();
        var data = await towns.Http.DataAsync("""{ datastreams(first: 500) { nodes { city lastTime lastResult latest { phenomenonTime result } } } }""");

        var series = data.GetProperty("datastreams").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(MeasuredTowns.Series + 2, series.Count);
        Assert.All(series, s => Assert.Equal(
            (s.GetProperty("lastTime").GetString(), s.GetProperty("lastResult").GetDouble()),
            (s.GetProperty("latest").GetProperty("phenomenonTime").GetString(), s.GetProperty("latest").GetProperty("result").GetDouble())));
        Assert.Equal(-4, series.Single(s => s.GetProperty("city").GetString() == MeasuredTowns.First).GetProperty("latest").GetProperty("result").GetDouble());
        Assert.Single(towns.Partner.Asked, path => !path.EndsWith("/collections", StringComparison.Ordinal) && path.Contains("/collections/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_latest_of_a_page_of_stations_asks_a_city_once()
    {
        var towns = await shared.GetAsync();
        towns.Partner.Asked.Clear();
        var data = await towns.Http.DataAsync("""{ monitoringStations(first: 500) { nodes { city latest { phenomenonTime result datastream { unit station } } } } }""");

        var stations = data.GetProperty("monitoringStations").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(MeasuredTowns.Stations + 2, stations.Count);
        Assert.Single(towns.Partner.Asked, path => path.EndsWith("/datastreams/groups", StringComparison.Ordinal));
        Assert.Equal(
            ["""[{"phenomenonTime":"2026-03-02T00:00:00Z","result":-4}]""", """[{"phenomenonTime":"2026-03-01T13:00:00Z","result":20}]"""],
            new[] { MeasuredTowns.First, MeasuredTowns.Second }.Select(city => Times(stations.Single(s => s.GetProperty("city").GetString() == city))));
    }

    [Fact]
    public async Task The_latest_of_a_station_are_those_of_all_its_series_the_newest_first_without_those_that_have_none()
    {
        using var town = new SeriesTown();
        await using var node = await TestNode.StartAsync(["kleinstadt"], [HubProgram.Sensors, HubProgram.Mobility, HubProgram.Gateway], town.Options);
        await Eventually.TrueAsync(
            async () => (await node.Http.JsonAsync("/datasets")).GetProperty("datasets").EnumerateArray().Count(d => d.GetProperty("count").GetInt64() > 0) == 4,
            "the gateway knows what the town holds", TimeSpan.FromSeconds(60));

        var data = await node.Http.DataAsync("{ all: monitoringStations { nodes { id latest { phenomenonTime result datastream { key } } } } one: monitoringStations { nodes { id latest(first: 1) { result } } } }");

        var found = data.GetProperty("all").GetProperty("nodes").EnumerateArray().ToDictionary(s => s.GetProperty("id").GetString()!, s => s.GetProperty("latest").EnumerateArray().ToList());
        Assert.Empty(found["kleinstadt:c3"]);
        foreach (var id in new[] { "kleinstadt:c1", "kleinstadt:c2" })
        {
            Assert.Equal(new() { ["in"] = SeriesTown.Counts - 1, ["out"] = 99 + SeriesTown.Counts }, found[id].ToDictionary(l => l.GetProperty("datastream").GetProperty("key").GetString()!, l => l.GetProperty("result").GetDouble()));
            Assert.All(found[id], l => Assert.Equal("2024-06-02T03:00:00Z", l.GetProperty("phenomenonTime").GetString()));
        }

        Assert.Equal([0, 1, 1], data.GetProperty("one").GetProperty("nodes").EnumerateArray().Select(s => s.GetProperty("latest").GetArrayLength()).Order());
    }

    [Fact]
    public async Task Things_are_the_monitoring_stations()
    {
        var towns = await shared.GetAsync();
        const string fields = "(city: [\"neustadt\", \"oststadt\"], first: 1, orderBy: [{ name: ASC }]) { totalCount nodes { id name kind } pageInfo { hasNextPage endCursor } }";
        var data = await towns.Http.DataAsync($$"""{ things{{fields}} monitoringStations{{fields}} }""");

        Assert.Single(data.GetProperty("things").GetProperty("nodes").EnumerateArray());
        Assert.Equal(2, data.GetProperty("things").GetProperty("totalCount").GetInt32());
        Assert.Equal(data.GetProperty("monitoringStations").GetRawText(), data.GetProperty("things").GetRawText());
    }

    private static string Times(JsonElement station) => JsonSerializer.Serialize(
        station.GetProperty("latest").EnumerateArray().Select(l => new { phenomenonTime = l.GetProperty("phenomenonTime").GetString(), result = l.GetProperty("result").GetDouble() }));
}
