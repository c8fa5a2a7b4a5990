using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>From a counter to its series and their latest values, over the services of two domains.</summary>
public sealed class SeriesTests
{
    [Fact]
    public async Task A_counter_leads_to_its_datastreams_and_their_latest_observations()
    {
        using var town = new SeriesTown();
        await using var node = await TestNode.StartAsync(["kleinstadt"], [HubProgram.Sensors, HubProgram.Mobility, HubProgram.Gateway], town.Options);
        await Eventually.TrueAsync(
            async () => (await node.Http.JsonAsync("/datasets")).GetProperty("datasets").EnumerateArray().Count(d => d.GetProperty("count").GetInt64() > 0) == 4,
            "the gateway knows what the town holds", TimeSpan.FromSeconds(60));
        var data = await node.Http.DataAsync("""
            { bicycleCounters { nodes { id monitoringStation { id bicycleCounter { name }
                datastreams { totalCount nodes { key observationCount lastTime lastResult
                  observations(first: 2, orderBy: [{ phenomenonTime: DESC }]) { totalCount nodes { phenomenonTime result datastreamFeature { key } stationFeature { id } } pageInfo { hasNextPage } } } } } } } }
            """);

        var counters = data.GetProperty("bicycleCounters").GetProperty("nodes").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!, c => c.GetProperty("monitoringStation"));
        Assert.Equal(["kleinstadt:c1", "kleinstadt:c2", "kleinstadt:c3"], counters.Keys.Order());
        Assert.Equal(0, counters["kleinstadt:c3"].GetProperty("datastreams").GetProperty("totalCount").GetInt32());
        foreach (var id in new[] { "kleinstadt:c1", "kleinstadt:c2" })
        {
            var series = counters[id].GetProperty("datastreams").GetProperty("nodes").EnumerateArray().ToList();
            Assert.Equal(["in", "out"], series.Select(s => s.GetProperty("key").GetString()).Order());
            Assert.All(series, one => CheckLatest(one, id));
        }

        Assert.Equal("Bridge", counters["kleinstadt:c1"].GetProperty("bicycleCounter").GetProperty("name").GetString());
    }

    private static void CheckLatest(JsonElement series, string station)
    {
        var observations = series.GetProperty("observations");
        var latest = observations.GetProperty("nodes");
        Assert.Equal(SeriesTown.Counts, observations.GetProperty("totalCount").GetInt32());
        Assert.True(observations.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal(2, latest.GetArrayLength());
        Assert.Equal(series.GetProperty("lastTime").GetString(), latest[0].GetProperty("phenomenonTime").GetString());
        Assert.Equal(series.GetProperty("lastResult").GetDouble(), latest[0].GetProperty("result").GetDouble());
        Assert.Equal(series.GetProperty("lastResult").GetDouble() - 1, latest[1].GetProperty("result").GetDouble());
        Assert.Equal(series.GetProperty("key").GetString(), latest[0].GetProperty("datastreamFeature").GetProperty("key").GetString());
        Assert.Equal(station, latest[0].GetProperty("stationFeature").GetProperty("id").GetString());
    }
}
