using System.Text.Json;
using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Making, changing and deleting entities (OGC 18-088, clause 10).</summary>
public sealed class WritingTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task A_thing_with_all_that_belongs_to_it_is_made_at_once_and_is_there_by_every_door()
    {
        var town = await shared.GetAsync();
        using var answer = await town.SendAsync("POST", "/Things", WrittenTown.Well("deep well", 8, 9.5, 11));
        Assert.Equal(201, (int)answer.StatusCode);
        var address = answer.Headers.Location!.ToString();

        var thing = await town.Http.JsonAsync($"{address}?$expand=Locations,HistoricalLocations/Locations,Datastreams($expand=Sensor,ObservedProperty,Observations($expand=FeatureOfInterest))");
        Assert.Equal(12, thing.GetProperty("properties").GetProperty("depth").GetInt32());
        Assert.Equal(thing.GetProperty("Locations")[0].GetProperty("@iot.id").GetInt64(), thing.GetProperty("HistoricalLocations")[0].GetProperty("Locations")[0].GetProperty("@iot.id").GetInt64());
        var stream = thing.GetProperty("Datastreams")[0];
        Assert.Equal("probe", stream.GetProperty("Sensor").GetProperty("name").GetString());
        Assert.Equal("2026-01-01T00:00:00Z/2026-01-01T02:00:00Z", stream.GetProperty("phenomenonTime").GetString());
        Assert.Equal([8, 9.5, 11], stream.GetProperty("Observations").EnumerateArray().Select(o => o.GetProperty("result").GetDouble()));
        Assert.All(stream.GetProperty("Observations").EnumerateArray(), o => Assert.Equal("[7.5, 51.5]", o.GetProperty("FeatureOfInterest").GetProperty("feature").GetProperty("coordinates").GetRawText()));

        var id = $"{BareTown.City}:thing-{thing.GetProperty("@iot.id")}";
        await Eventually.TrueAsync(async () => (await town.Http.GetAsync($"/ogc/collections/monitoring-stations/items/{id}")).IsSuccessStatusCode, "the gateway knows the new datasets");
        var station = await town.Http.JsonAsync($"/ogc/collections/monitoring-stations/items/{id}");
        Assert.Equal("deep well other Stadtwerke", string.Join(' ', ((string[])["name", "kind", "operator"]).Select(n => station.GetProperty("properties").GetProperty(n).GetString())));
        var rows = await town.Http.JsonAsync($"/ogc/collections/observations/items?station={id}");
        Assert.Equal([8, 9.5, 11], rows.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties").GetProperty("result").GetDouble()));
        Assert.All(rows.GetProperty("features").EnumerateArray(), f => Assert.Equal("water-temperature Cel", $"{f.GetProperty("properties").GetProperty("property")} {f.GetProperty("properties").GetProperty("unit")}"));
        var graph = await town.Http.DataAsync("query($id: String!) { datastreams(filter: { station: { eq: $id } }) { nodes { observationCount lastResult unit } } }", new { id });
        Assert.Equal("""{"observationCount":3,"lastResult":11,"unit":"Cel"}""", graph.GetProperty("datastreams").GetProperty("nodes")[0].GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains("deep well", await town.Http.GetStringAsync("/downloads/all/monitoring-stations.csv", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_of_datasets_follow_what_is_written_and_deleted()
    {
        await using var town = await WrittenTown.StartAsync();
        var (first, stream) = await town.MakeWellAsync(1, 2, 3);
        var (second, _) = await town.MakeWellAsync(4);
        await town.SendAsync("POST", $"/Datastreams({stream})/Observations", """{"phenomenonTime":"2026-02-01T00:00:00Z","result":7}""", 201);
        Assert.Equal((2, 2, 5), await CountsAsync(town));

        var observation = (await town.AskAsync($"/Datastreams({stream})/Observations?$filter=result eq 7")).GetProperty("value")[0].GetProperty("@iot.id");
        await town.SendAsync("DELETE", $"/Observations({observation})", "", 200);
        Assert.Equal((2, 2, 4), await CountsAsync(town));
        Assert.Equal("2026-01-01T00:00:00Z/2026-01-01T02:00:00Z", (await town.AskAsync($"/Datastreams({stream})")).GetProperty("phenomenonTime").GetString());

        await town.SendAsync("DELETE", $"/Things({first})", "", 200);
        Assert.Equal((1, 1, 1), await CountsAsync(town));
        Assert.Equal(1, await town.CountAsync("/Observations"));
        await town.SendAsync("DELETE", $"/Things({second})", "", 200);
        Assert.Equal((0, 0, 0), await CountsAsync(town));
        await town.Http.ProblemAsync($"/ogc/collections/monitoring-stations/items/{BareTown.City}:thing-{first}", 404);
    }

    [Theory]
    [InlineData("""{"description":"d"}""", "name")]
    [InlineData("""{"name":1,"description":"d"}""", "name")]
    [InlineData("""{"name":"n","description":null}""", "description")]
    [InlineData("""{"name":"n","description":"d","properties":[1]}""", "properties")]
    [InlineData("""{"name":"n","description":"d","colour":"red"}""", "colour")]
    [InlineData("""{"name":"n","description":"d","Locations":{"@iot.id":1}}""", "Locations")]
    [InlineData("""{"name":"n","description":"d","Locations":[{"@iot.id":987654}]}""", "Locations")]
    [InlineData("""{"name":"n","description":"d","properties":{"city":"elsewhere"}}""", "properties/city")]
    [InlineData("""{"name":"n","description":"d","Locations":[{"name":"n","description":"d","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[51.5,197]}}]}""", "Locations/0/location/coordinates")]
    [InlineData("""{"name":"n","description":"d","Locations":[{"name":"n","description":"d","encodingType":"application/geo+json","location":{"type":"Circle"}}]}""", "Locations/0/location")]
    [InlineData("""{"name":"n","description":"d","Datastreams":[{"name":"n","description":"d","observationType":"t","unitOfMeasurement":"m","Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}}]}""", "Datastreams/0/unitOfMeasurement")]
    [InlineData("""{"name":"n","description":"d","Datastreams":[{"name":"n","description":"d","observationType":"t","unitOfMeasurement":{},"ObservedProperty":{"@iot.id":1}}]}""", "Datastreams/0/Sensor")]
    public async Task What_is_wrong_with_a_thing_is_named_and_nothing_is_made(string body, string member)
    {
        var town = await shared.GetAsync();

        var problem = await town.ProblemAsync("POST", "/Things", body, 400);

        Assert.Equal(member, problem.GetProperty("parameter").GetString());
        Assert.Equal(0, (await town.AskAsync("/Things?$count=true&$filter=name eq 'n'")).GetProperty("@iot.count").GetInt32());
    }

    [Theory]
    [InlineData("""{"phenomenonTime":"2026-01-01T00:00:00Z"}""", 400)]
    [InlineData("""{"phenomenonTime":"2026-01-01T00:00:00","result":1}""", 400)]
    [InlineData("""{"phenomenonTime":"2100-01-01T00:00:00Z","result":1}""", 400)]
    [InlineData("""{"phenomenonTime":"2026-02-30T00:00:00Z","result":1}""", 400)]
    [InlineData("""{"phenomenonTime":"2026-01-02T00:00:00Z/2026-01-01T00:00:00Z","result":1}""", 400)]
    [InlineData("""{"phenomenonTime":12,"result":1}""", 400)]
    [InlineData("""{"result":1e999}""", 400)]
    [InlineData("""{"result":NaN}""", 400)]
    [InlineData("""{"result":1""", 400)]
    [InlineData("""{"result":1,"result":2}""", 400)]
    [InlineData("""{"result":"a\u0000b"}""", 400)]
    [InlineData("""[1]""", 400)]
    [InlineData("""{"result":1,"FeatureOfInterest":{"@iot.id":987654}}""", 400)]
    public async Task An_observation_that_is_wrong_is_refused(string body, int status)
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync();

        await town.ProblemAsync("POST", $"/Datastreams({stream})/Observations", body, status);

        Assert.Equal(0, await town.CountAsync($"/Datastreams({stream})/Observations"));
    }

    [Fact]
    public async Task Requests_that_lead_nowhere_are_told_so()
    {
        var town = await shared.GetAsync();
        await town.ProblemAsync("POST", "/Datastreams(987654)/Observations", """{"result":1}""", 404);
        await town.ProblemAsync("POST", "/Observations", """{"result":1,"Datastream":{"@iot.id":987654}}""", 400);
        await town.ProblemAsync("POST", "/Rings", "{}", 404);
        await town.ProblemAsync("POST", "/Things(1)", "{}", 405);
        await town.ProblemAsync("PATCH", "/Things", "{}", 405);
        await town.ProblemAsync("PATCH", "/Things(987654)", """{"name":"x"}""", 404);
        await town.ProblemAsync("DELETE", "/Things(987654)", "", 404);
        await town.ProblemAsync("POST", "/Things", "<thing/>", 415, "application/xml");
        await town.ProblemAsync("POST", "/Things", $$"""{"name":"{{new string('x', 10_000_000)}}","description":"d"}""", 413);
    }

    [Fact]
    public async Task A_change_changes_what_it_names_and_a_replacement_the_rest_too()
    {
        var town = await shared.GetAsync();
        var (thing, stream) = await town.MakeWellAsync(1);

        var changed = await town.SendAsync("PATCH", $"/Things({thing})", """{"name":"renamed"}""", 200);
        Assert.Equal(("renamed", 12), (changed.GetProperty("name").GetString(), changed.GetProperty("properties").GetProperty("depth").GetInt32()));
        await town.SendAsync("PATCH", $"/Things({thing})", """[{"op":"replace","path":"/properties/depth","value":13},{"op":"add","path":"/properties/lid","value":true},{"op":"test","path":"/name","value":"renamed"}]""", 200, "application/json-patch+json");
        Assert.Equal("""{"depth":13,"lid":true,"operator":"Stadtwerke"}""", Sorted((await town.AskAsync($"/Things({thing})")).GetProperty("properties")));
        await town.ProblemAsync("PATCH", $"/Things({thing})", """[{"op":"test","path":"/name","value":"well"}]""", 400, "application/json-patch+json");
        await town.ProblemAsync("PATCH", $"/Things({thing})", """[{"op":"remove","path":"/name"}]""", 400, "application/json-patch+json");
        await town.ProblemAsync("PATCH", $"/Things({thing})", """{"Datastreams":[{"name":"inline"}]}""", 400);
        Assert.False((await town.SendAsync("PUT", $"/Things({thing})", """{"name":"a","description":"b"}""", 200)).TryGetProperty("properties", out _));
        await town.ProblemAsync("PUT", $"/Things({thing})", """{"name":"a"}""", 400);

        await town.SendAsync("PATCH", $"/Datastreams({stream})", """{"unitOfMeasurement":{"name":"Kelvin","symbol":"K","definition":"ucum:K"}}""", 200);
        await Eventually.TrueAsync(async () => (await town.Http.GetAsync($"/ogc/collections/datastreams/items/{BareTown.City}:{stream}")).IsSuccessStatusCode, "the gateway knows the new datasets");
        Assert.Equal("K", (await town.Http.JsonAsync($"/ogc/collections/datastreams/items/{BareTown.City}:{stream}")).GetProperty("properties").GetProperty("unit").GetString());
    }

    [Fact]
    public async Task An_observation_can_be_corrected_in_all_its_parts()
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync(1, 2);
        var id = (await town.AskAsync($"/Datastreams({stream})/Observations?$filter=result eq 2")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();

        await town.SendAsync("PATCH", $"/Observations({id})", """{"result":"dry","resultQuality":{"nameOfMeasure":"dry"},"parameters":{"depth":3},"validTime":"2026-01-01T00:00:00Z/2026-01-02T00:00:00Z","resultTime":"2026-01-01T01:00:05+01:00"}""", 200);
        var observation = await town.AskAsync($"/Observations({id})");
        Assert.Equal("dry", observation.GetProperty("result").GetString());
        Assert.Equal("dry", await town.Http.GetStringAsync($"/sensorthings/v1.1/Observations({id})/result/$value", TestContext.Current.CancellationToken));
        Assert.Equal("2026-01-01T00:00:05Z", observation.GetProperty("resultTime").GetString());
        Assert.Equal("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z", observation.GetProperty("validTime").GetString());
        Assert.Equal(3, observation.GetProperty("parameters").GetProperty("depth").GetInt32());
        Assert.Equal(1, (await town.AskAsync($"/Observations?$count=true&$filter=result eq 'dry' and Datastream/id eq {stream}")).GetProperty("@iot.count").GetInt32());

        // It comes to lie where the other one is.
        await town.SendAsync("PATCH", $"/Observations({id})", """{"result":5,"phenomenonTime":"2026-01-01T00:00:00Z","resultTime":null}""", 200);
        Assert.Equal([1, 5], (await town.AskAsync($"/Datastreams({stream})/Observations?$orderby=result")).GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result").GetInt32()));
        Assert.Equal("2026-01-01T00:00:00Z/2026-01-01T00:00:00Z", (await town.AskAsync($"/Datastreams({stream})")).GetProperty("phenomenonTime").GetString());
    }

    [Fact]
    public async Task A_thing_that_moves_leaves_a_trace_and_observes_somewhere_else()
    {
        var town = await shared.GetAsync();
        var (thing, stream) = await town.MakeWellAsync(1);
        await town.SendAsync("POST", $"/Things({thing})/Locations", JsonSerializer.Serialize(WrittenTown.Place(7.6, 51.6)), 201);
        await town.SendAsync("POST", $"/Datastreams({stream})/Observations", """{"phenomenonTime":"2026-02-01T00:00:00Z","result":2}""", 201);

        Assert.Equal(2, await town.CountAsync($"/Things({thing})/HistoricalLocations"));
        Assert.Equal("[7.6, 51.6]", (await town.AskAsync($"/Things({thing})/Locations")).GetProperty("value")[0].GetProperty("location").GetProperty("coordinates").GetRawText());
        var observations = (await town.AskAsync($"/Datastreams({stream})/Observations?$expand=FeatureOfInterest")).GetProperty("value").EnumerateArray().ToList();
        Assert.Equal(["[7.5, 51.5]", "[7.6, 51.6]"], observations.Select(o => o.GetProperty("FeatureOfInterest").GetProperty("feature").GetProperty("coordinates").GetRawText()));
        var feature = observations[0].GetProperty("FeatureOfInterest").GetProperty("@iot.id").GetInt64();
        Assert.Equal(1, await town.CountAsync($"/FeaturesOfInterest({feature})/Observations"));
        Assert.Equal("LineString", (await town.AskAsync($"/Datastreams({stream})")).GetProperty("observedArea").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Entities_go_with_what_they_cannot_be_without()
    {
        var town = await shared.GetAsync();
        var (thing, stream) = await town.MakeWellAsync(1, 2);
        var expanded = await town.AskAsync($"/Datastreams({stream})?$expand=Sensor,ObservedProperty,Observations/FeatureOfInterest");
        var feature = expanded.GetProperty("Observations")[0].GetProperty("FeatureOfInterest").GetProperty("@iot.id");
        await town.SendAsync("DELETE", $"/FeaturesOfInterest({feature})", "", 200);
        Assert.Equal(0, await town.CountAsync($"/Datastreams({stream})/Observations"));
        Assert.False((await town.AskAsync($"/Datastreams({stream})")).TryGetProperty("phenomenonTime", out _));

        await town.SendAsync("DELETE", $"/Sensors({expanded.GetProperty("Sensor").GetProperty("@iot.id")})", "", 200);
        await town.Http.ProblemAsync($"/sensorthings/v1.1/Datastreams({stream})", 404);
        var location = (await town.AskAsync($"/Things({thing})/Locations")).GetProperty("value")[0].GetProperty("@iot.id");
        await town.SendAsync("DELETE", $"/Locations({location})", "", 200);
        Assert.Equal(0, await town.CountAsync($"/Things({thing})/HistoricalLocations"));
        await town.AskAsync($"/Things({thing})");
    }

    [Fact]
    public async Task An_observation_needs_a_place_or_a_feature()
    {
        var town = await shared.GetAsync();
        var body = JsonDocument.Parse(WrittenTown.Well("nowhere", 1)).RootElement.EnumerateObject().Where(m => m.Name != "Locations").ToDictionary(m => m.Name, m => m.Value);
        var problem = await town.ProblemAsync("POST", "/Things", JsonSerializer.Serialize(body), 400);

        Assert.Contains("no Location", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await town.AskAsync("/Things?$count=true&$filter=name eq 'nowhere'")).GetProperty("@iot.count").GetInt32());
    }

    private static async Task<(long Stations, long Datastreams, long Observations)> CountsAsync(WrittenTown town)
    {
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT array_agg(count ORDER BY array_position(ARRAY['monitoring-stations', 'datastreams', 'observations'], collection)) FROM hub.datasets");
        var counts = (long[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        return (counts[0], counts[1], counts[2]);
    }

    private static string Sorted(JsonElement json) => JsonSerializer.Serialize(json.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).ToDictionary(m => m.Name, m => m.Value));
}
