using System.Text.Json;
using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Observations that come again, contradict each other, come many at once, or come where they may not.</summary>
public sealed class RepeatedTests(SharedWrittenTown shared, SharedSensorTown imported) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task The_same_observation_again_is_the_one_that_is_there_and_another_value_stands_beside_it()
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync();
        var path = $"/Datastreams({stream})/Observations";
        const string first = """{"phenomenonTime":"2026-03-01T00:00:00Z","result":1}""", other = """{"phenomenonTime":"2026-03-01T01:00:00+01:00","result":2}""";

        var ids = new List<long>();
        foreach (var body in (string[])[first, first, other, other, first])
            ids.Add((await town.SendAsync("POST", path, body, 201)).GetProperty("@iot.id").GetInt64());

        Assert.Equal([ids[0], ids[0], ids[2], ids[2], ids[0]], ids);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.Equal(2, await town.CountAsync(path));
        await Eventually.TrueAsync(async () => (await town.Http.GetAsync("/ogc/collections/observations/items")).IsSuccessStatusCode, "the gateway knows the new datasets");
        var rows = (await town.Http.JsonAsync($"/ogc/collections/observations/items?datastream={stream}")).GetProperty("features").EnumerateArray().ToList();
        Assert.Equal([1, 2], rows.Select(r => r.GetProperty("properties").GetProperty("result").GetInt32()));
        foreach (var row in rows)
            Assert.Equal(row.GetProperty("properties").GetRawText(), (await town.Http.JsonAsync($"/ogc/collections/observations/items/{row.GetProperty("id").GetString()}")).GetProperty("properties").GetRawText());
    }

    [Fact]
    public async Task Writers_that_contradict_each_other_at_the_same_moment_lose_nothing()
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync();
        var bodies = from writer in Enumerable.Range(0, 8) from hour in Enumerable.Range(0, 10) select $$"""{"phenomenonTime":"2026-03-01T{{hour:00}}:00:00Z","result":{{writer % 4}}}""";

        await Task.WhenAll(bodies.Select(body => town.SendAsync("POST", $"/Datastreams({stream})/Observations", body, 201)));

        // Four different values for each of ten hours, each told twice.
        Assert.Equal(40, await town.CountAsync($"/Datastreams({stream})/Observations"));
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand($"SELECT count FROM hub.datastreams WHERE datastream_id = {stream}");
        Assert.Equal(40L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Data_arrays_bring_many_and_one_bad_reading_does_not_spoil_the_others()
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync();
        var body = $$"""
            [
              { "Datastream": { "@iot.id": {{stream}} }, "components": ["phenomenonTime", "result", "resultTime"], "dataArray@iot.count": 5, "dataArray": [
                ["2026-03-01T00:00:00Z", 1, "2026-03-01T00:00:01Z"], ["2026-03-01T01:00:00", 2, null], ["2026-03-01T02:00:00Z", 3, null], ["2026-03-01T02:00:00Z"], ["2100-01-01T00:00:00Z", 3, null] ] },
              { "Datastream": { "@iot.id": 987654 }, "components": ["result"], "dataArray": [[1]] },
              { "Datastream": { "@iot.id": {{stream}} }, "components": ["result", "FeatureOfInterest/id"], "dataArray": [[4, 987654], ["open", null]] }
            ]
            """;

        var answer = (await town.SendAsync("POST", "/CreateObservations", body, 201)).EnumerateArray().Select(e => e.GetString()!).ToList();

        Assert.Equal([false, true, false, true, true, true, true, false], answer.Select(a => a == "error"));
        Assert.Equal(3, (await town.Http.JsonAsync(answer[2])).GetProperty("result").GetInt32());
        Assert.Equal("open", (await town.Http.JsonAsync(answer[7])).GetProperty("result").GetString());
        Assert.Equal(3, await town.CountAsync($"/Datastreams({stream})/Observations"));
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT count(*) FROM hub.dead_letters WHERE door = 'http' AND reason LIKE '%987654%'");
        Assert.Equal(2L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""[{"components":["result"],"dataArray":[[1]]}]""", "0/Datastream")]
    [InlineData("""[{"Datastream":{"@iot.id":1},"components":["colour"],"dataArray":[[1]]}]""", "0/components")]
    [InlineData("""[{"Datastream":{"@iot.id":1},"components":["result"]}]""", "0/dataArray")]
    public async Task What_is_no_data_array_is_refused_as_a_whole(string body, string? member)
    {
        var town = await shared.GetAsync();
        var problem = await town.ProblemAsync("POST", "/CreateObservations", body, 400);

        Assert.Equal(member, problem.TryGetProperty("parameter", out var named) ? named.GetString() : null);
    }

    [Fact]
    public async Task What_a_source_owns_is_changed_there_and_nowhere_else()
    {
        await using var town = await SensorTown.StartAsync(new() { ["HUB_SENSORTHINGS_WRITE"] = "open" });
        foreach (var set in (string[])["Things", "Locations", "Datastreams", "Sensors", "ObservedProperties", "FeaturesOfInterest", "Observations", "HistoricalLocations"])
        {
            var id = (await town.AskAsync($"/{set}?$top=1")).GetProperty("value")[0].GetProperty("@iot.id");
            using var deleted = await town.Http.DeleteAsync($"{town.Address}/{set}({id})", TestContext.Current.CancellationToken);
            var problem = await Answers.ProblemAsync(deleted, 409, set);
            Assert.Contains("source file", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        // But a reading may come to an imported series.
        var stream = (await town.AskAsync("/Datastreams?$top=1")).GetProperty("value")[0].GetProperty("@iot.id");
        using var body = new StringContent("""{"phenomenonTime":"2026-03-01T00:00:00Z","result":5}""", System.Text.Encoding.UTF8, "application/json");
        using var added = await town.Http.PostAsync($"{town.Address}/Datastreams({stream})/Observations", body, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)added.StatusCode);
        var observation = JsonDocument.Parse(await added.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("2026-03-01T00:00:00Z/2026-03-01T01:00:00Z", observation.GetProperty("phenomenonTime").GetString());
        Assert.Equal("Point", (await town.AskAsync($"/Observations({observation.GetProperty("@iot.id")})/FeatureOfInterest")).GetProperty("feature").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Nobody_writes_unless_the_node_says_so()
    {
        var reading = await imported.GetAsync();
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var refused = await reading.Http.PostAsync($"{reading.Address}/Things", body, TestContext.Current.CancellationToken);
        Assert.Contains("HUB_SENSORTHINGS_WRITE", (await Answers.ProblemAsync(refused, 403, "POST")).GetProperty("detail").GetString(), StringComparison.Ordinal);

        await using var town = await WrittenTown.StartAsync("a-token-of-some-length-0815");
        await town.ProblemAsync("POST", "/Things", WrittenTown.Well("w"), 401);
        town.Http.DefaultRequestHeaders.Authorization = new("Bearer", "a-token-of-some-length-4711");
        await town.ProblemAsync("DELETE", "/Things(1)", "", 401);
        town.Http.DefaultRequestHeaders.Authorization = new("Bearer", "a-token-of-some-length-0815");
        await town.SendAsync("POST", "/Things", WrittenTown.Well("w"), 201);
    }
}
