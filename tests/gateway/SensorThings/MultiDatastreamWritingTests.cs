using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>MultiDatastreams and their Observations, made, changed and deleted; their elements follow.</summary>
public sealed class MultiDatastreamWritingTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task An_observation_is_changed_with_its_elements_which_keep_their_ids()
    {
        var town = await shared.GetAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]", "[41,90,null]");
        var id = await IdAsync(town, $"/MultiDatastreams({stream})/Observations");
        var element = await IdAsync(town, $"/Datastreams({elements[0]})/Observations");

        await town.SendAsync("PATCH", $"/Observations({id})", """{"result":[39,120,null]}""", 200);
        Assert.Equal("39 41", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[0]})/Observations"));
        Assert.Equal(0, await town.CountAsync($"/Datastreams({elements[2]})/Observations"));
        Assert.Equal(element, await IdAsync(town, $"/Datastreams({elements[0]})/Observations"));

        await town.SendAsync("PATCH", $"/Observations({id})", """[{"op":"replace","path":"/result/2","value":"icy"},{"op":"replace","path":"/phenomenonTime","value":"2025-12-31T23:00:00Z"}]""", 200, "application/json-patch+json");
        var moved = (await town.AskAsync($"/Datastreams({elements[0]})/Observations")).GetProperty("value")[0];
        Assert.Equal((element, "2025-12-31T23:00:00Z"), (moved.GetProperty("@iot.id").GetInt64(), moved.GetProperty("phenomenonTime").GetString()));
        Assert.Equal("\"icy\"", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[2]})/Observations"));

        await town.SendAsync("PUT", $"/Observations({id})", """{"phenomenonTime":"2025-12-31T22:00:00Z","result":[1,2,"dry"],"parameters":{"by":"hand"}}""", 200);
        Assert.Equal("hand", (await town.AskAsync($"/Datastreams({elements[1]})/Observations")).GetProperty("value")[0].GetProperty("parameters").GetProperty("by").GetString());
        Assert.Equal("2025-12-31T22:00:00Z/2026-01-01T01:00:00Z", (await town.AskAsync($"/Datastreams({elements[1]})")).GetProperty("phenomenonTime").GetString());

        // It comes to lie where the other one is, and is kept beside it, with its elements.
        await town.SendAsync("PATCH", $"/Observations({id})", """{"phenomenonTime":"2026-01-01T01:00:00Z"}""", 200);
        Assert.Equal("[1,2,\"dry\"] [41,90,null]", await StreetStation.ResultsAsync(town, $"/MultiDatastreams({stream})/Observations?$orderby=result[0]"));
        Assert.Equal("1 41", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[0]})/Observations?$orderby=result"));
        await town.SendAsync("DELETE", $"/Observations({id})", "", 200);
        Assert.Equal("41", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[0]})/Observations"));
        Assert.Equal(0, await town.CountAsync($"/Datastreams({elements[2]})/Observations"));
        Assert.Equal("2026-01-01T01:00:00Z/2026-01-01T01:00:00Z", (await town.AskAsync($"/MultiDatastreams({stream})")).GetProperty("phenomenonTime").GetString());
    }

    [Fact]
    public async Task An_observation_moves_to_another_stream_if_it_fits_there()
    {
        var town = await shared.GetAsync();
        var (_, first, before) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]");
        var (_, second, after) = await StreetStation.MakeAsync(town);
        var id = await IdAsync(town, $"/MultiDatastreams({first})/Observations");

        await town.SendAsync("PATCH", $"/Observations({id})", $$"""{"MultiDatastream":{"@iot.id":{{second}} } }""", 200);

        Assert.Equal(("", "120"), (await StreetStation.ResultsAsync(town, $"/Datastreams({before[1]})/Observations"), await StreetStation.ResultsAsync(town, $"/Datastreams({after[1]})/Observations")));
    }

    [Fact]
    public async Task The_same_again_is_the_one_that_is_there_and_another_of_its_time_is_kept_beside_it()
    {
        var town = await shared.GetAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town);
        var body = """{"phenomenonTime":"2026-03-01T00:00:00Z","result":[1,2,"dry"]}""";
        var first = (await town.SendAsync("POST", $"/MultiDatastreams({stream})/Observations", body, 201)).GetProperty("@iot.id").GetInt64();

        Assert.Equal(first, (await town.SendAsync("POST", $"/MultiDatastreams({stream})/Observations", body, 201)).GetProperty("@iot.id").GetInt64());
        var other = (await town.SendAsync("POST", $"/MultiDatastreams({stream})/Observations", body.Replace("[1,2,", "[1,3,", StringComparison.Ordinal), 201)).GetProperty("@iot.id").GetInt64();
        Assert.Equal((2, 2, 2), (await town.CountAsync($"/MultiDatastreams({stream})/Observations"), await town.CountAsync($"/Datastreams({elements[0]})/Observations"), await town.CountAsync($"/Datastreams({elements[1]})/Observations")));
        await town.SendAsync("DELETE", $"/Observations({other})", "", 200);
        Assert.Equal("2", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[1]})/Observations"));
    }

    [Fact]
    public async Task A_stream_is_changed_and_its_elements_follow()
    {
        var town = await shared.GetAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]");
        var (thing, _, _) = await StreetStation.MakeAsync(town);
        var properties = (await town.AskAsync($"/MultiDatastreams({stream})/ObservedProperties")).GetProperty("value").EnumerateArray().Select(p => p.GetProperty("@iot.id").GetInt64()).ToArray();

        await town.SendAsync("PATCH", $"/MultiDatastreams({stream})", $$"""{"name":"renamed","Thing":{"@iot.id":{{thing}}},"properties":{"a":1} }""", 200);
        var element = await town.AskAsync($"/Datastreams({elements[0]})?$expand=Thing");
        Assert.Equal(("renamed: no2", thing), (element.GetProperty("name").GetString(), element.GetProperty("Thing").GetProperty("@iot.id").GetInt64()));
        await town.SendAsync("PATCH", $"/MultiDatastreams({stream})", """[{"op":"replace","path":"/unitOfMeasurements/0/definition","value":"ucum:mg/m3"}]""", 200, "application/json-patch+json");
        Assert.Equal("ucum:mg/m3", (await town.AskAsync($"/Datastreams({elements[0]})")).GetProperty("unitOfMeasurement").GetProperty("definition").GetString());
        await town.SendAsync("PATCH", $"/MultiDatastreams({stream})", $$"""{"ObservedProperties":[{"@iot.id":{{properties[1]}}},{"@iot.id":{{properties[0]}}},{"@iot.id":{{properties[2]}}}]}""", 200);
        Assert.Equal("vehicles", (await town.AskAsync($"/Datastreams({elements[0]})/ObservedProperty")).GetProperty("name").GetString());
        Assert.Equal(["vehicles", "no2", "road"], (await town.AskAsync($"/MultiDatastreams({stream})/ObservedProperties")).GetProperty("value").EnumerateArray().Select(p => p.GetProperty("name").GetString()));

        var whole = (JsonObject)StreetStation.Stream("replaced");
        whole.Remove("ObservedProperties");
        whole.Remove("Sensor");
        Assert.False((await town.SendAsync("PUT", $"/MultiDatastreams({stream})", whole.ToJsonString(), 200)).TryGetProperty("properties", out _));
        Assert.Equal(elements, await StreetStation.ElementsAsync(town, thing) is { Length: > 3 } all ? all.Where(elements.Contains) : []);
        await town.SendAsync("PATCH", $"/Things({thing})", $$"""{"MultiDatastreams":[{"@iot.id":{{stream}}}]}""", 200);
    }

    [Fact]
    public async Task Streams_go_with_what_they_cannot_be_without_and_take_their_elements_along()
    {
        var town = await shared.GetAsync();
        foreach (var owner in (string[])["Thing", "Sensor", "ObservedProperties"])
        {
            var (_, stream, elements) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]");
            var observation = await IdAsync(town, $"/MultiDatastreams({stream})/Observations");
            var related = await town.AskAsync($"/MultiDatastreams({stream})/{owner}");
            var entity = related.TryGetProperty("value", out var many) ? many[1] : related;
            using var deleted = await town.Http.DeleteAsync(entity.GetProperty("@iot.selfLink").GetString(), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)deleted.StatusCode);
            await GoneAsync(town, stream, elements, observation);
        }

        var (thing, last, parts) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]");
        var reading = await IdAsync(town, $"/MultiDatastreams({last})/Observations");
        await town.SendAsync("DELETE", $"/MultiDatastreams({last})", "", 200);
        await GoneAsync(town, last, parts, reading);
        Assert.Equal(0, await town.CountAsync($"/Things({thing})/Datastreams"));

        var (_, other, _) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]");
        var feature = await IdAsync(town, $"/Observations({await IdAsync(town, $"/MultiDatastreams({other})/Observations")})/FeatureOfInterest/Observations");
        Assert.NotEqual(0, feature);
    }

    [Fact]
    public async Task Counts_and_events_have_tuples_and_elements()
    {
        await using var town = await WrittenTown.StartAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]", "[41,90,null]");
        await town.SendAsync("POST", $"/MultiDatastreams({stream})/Observations", """{"result":[1,2,"dry"]}""", 201);

        Assert.Equal("4 11", await TextAsync(town, "SELECT string_agg(count::text, ' ' ORDER BY collection) FROM hub.datasets WHERE collection IN ('datastreams', 'observations')"));
        Assert.Equal(11, await town.CountAsync("/Observations"));
        Assert.Equal(string.Join(',', elements.Prepend(stream)), await TextAsync(town, "SELECT string_agg(datastream_id::text, ',' ORDER BY datastream_id) FROM hub.datastreams WHERE count > 0"));
        await town.SendAsync("DELETE", $"/MultiDatastreams({stream})", "", 200);
        Assert.Equal("0 0", await TextAsync(town, "SELECT string_agg(count::text, ' ' ORDER BY collection) FROM hub.datasets WHERE collection IN ('datastreams', 'observations')"));
        Assert.Equal(0, await town.CountAsync("/Observations"));
    }

    [Fact]
    public async Task Data_arrays_and_batches_have_them_too()
    {
        var town = await shared.GetAsync();
        var (thing, stream, elements) = await StreetStation.MakeAsync(town);
        using var arrays = await town.SendAsync("POST", "/CreateObservations", $$"""
            [{"MultiDatastream":{"@iot.id":{{stream}}},"components":["phenomenonTime","result"],"dataArray":[["2026-02-01T00:00:00Z",[1,2,"dry"]],["2026-02-01T01:00:00Z",[1,2]],["2026-02-01T02:00:00Z",5],["2026-02-01T03:00:00Z",[3,4,null]]]},
             {"Datastream":{"@iot.id":{{elements[0]}}},"components":["result"],"dataArray":[[1]]}]
            """);
        var links = JsonDocument.Parse(await arrays.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.EnumerateArray().Select(l => l.GetString()).ToList();
        Assert.Equal([false, true, true, false, true], links.Select(l => l == "error"));
        Assert.Equal("[1,2,\"dry\"] [3,4,null]", await StreetStation.ResultsAsync(town, $"/MultiDatastreams({stream})/Observations"));
        Assert.Equal("2 4", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[1]})/Observations"));
        Assert.Contains("array of 3 elements", await TextAsync(town, "SELECT reason FROM hub.dead_letters WHERE reason LIKE '%has 2' ORDER BY dead_letter_id DESC LIMIT 1"), StringComparison.Ordinal);

        var made = StreetStation.Stream("batched");
        made["Thing"] = new JsonObject { ["@iot.id"] = thing };
        var batch = new JsonObject
        {
            ["requests"] = new JsonArray(
                new JsonObject { ["id"] = "1", ["atomicityGroup"] = "g", ["method"] = "post", ["url"] = "MultiDatastreams", ["body"] = made },
                new JsonObject { ["id"] = "2", ["atomicityGroup"] = "g", ["method"] = "post", ["url"] = "$1/Observations", ["body"] = JsonNode.Parse("""{"result":[1,2,"dry"]}""") }),
        };
        var answer = await town.SendAsync("POST", "/$batch", batch.ToJsonString(), 200);
        Assert.All(answer.GetProperty("responses").EnumerateArray(), r => Assert.Equal(201, r.GetProperty("status").GetInt32()));
    }

    private static async Task<long> IdAsync(WrittenTown town, string path)
    {
        var answer = await town.AskAsync(path);
        return (answer.TryGetProperty("value", out var set) ? set[0] : answer).GetProperty("@iot.id").GetInt64();
    }

    private static async Task GoneAsync(WrittenTown town, long stream, long[] elements, long observation)
    {
        await town.Http.ProblemAsync($"{town.Address}/MultiDatastreams({stream})", 404);
        await town.Http.ProblemAsync($"{town.Address}/Observations({observation})", 404);
        foreach (var element in elements)
            await town.Http.ProblemAsync($"{town.Address}/Datastreams({element})", 404);
        Assert.Equal("0", await TextAsync(town, $"SELECT count(*)::text FROM hub.observations WHERE datastream_id IN ({string.Join(',', elements.Append(stream))})"));
    }

    private static async Task<string?> TextAsync(WrittenTown town, string sql)
    {
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }
}
