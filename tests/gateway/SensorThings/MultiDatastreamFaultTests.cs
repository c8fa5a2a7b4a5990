using System.Text.Json;
using System.Text.Json.Nodes;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>What does not fit in a MultiDatastream or its Observations is refused, by name, and nothing is made.</summary>
public sealed class MultiDatastreamFaultTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Theory]
    [InlineData("""{"result":[1,2]}""", "result")]
    [InlineData("""{"result":[1,2,"dry",4]}""", "result")]
    [InlineData("""{"result":[]}""", "result")]
    [InlineData("""{"result":5}""", "result")]
    [InlineData("""{"result":"[1,2,3]"}""", "result")]
    [InlineData("""{"result":null}""", "result")]
    [InlineData("""{"result":{"0":1}}""", "result")]
    [InlineData("""{"result":["1",2,"dry"]}""", "result/0")]
    [InlineData("""{"result":[true,2,"dry"]}""", "result/0")]
    [InlineData("""{"result":[1,2.5,"dry"]}""", "result/1")]
    [InlineData("""{"result":[1,2,3]}""", "result/2")]
    [InlineData("""{"result":[1e999,2,"dry"]}""", "result/0")]
    [InlineData("""{"result":[1,[2],"dry"]}""", "result/1")]
    [InlineData("""{"result":[NaN,2,"dry"]}""", null)]
    [InlineData("""{"result":[1,2,"dry\u0000"]}""", "result")]
    [InlineData("""{"phenomenonTime":"2026-01-01T00:00:00Z"}""", "result")]
    [InlineData("""{"result":[1,2,"dry"],"Datastream":{"@iot.id":1}}""", "MultiDatastream")]
    [InlineData("""{"result":[1,2,"dry"],"FeatureOfInterest":{"@iot.id":987654}}""", "FeatureOfInterest")]
    public async Task An_observation_that_does_not_fit_is_refused_and_the_element_named(string body, string? member)
    {
        var town = await shared.GetAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town);

        var problem = await town.ProblemAsync("POST", $"/MultiDatastreams({stream})/Observations", body, 400);

        Assert.Equal(member, problem.TryGetProperty("parameter", out var named) ? named.GetString() : null);
        Assert.Equal((0, 0), (await town.CountAsync($"/MultiDatastreams({stream})/Observations"), await town.CountAsync($"/Datastreams({elements[0]})/Observations")));
    }

    [Fact]
    public async Task An_observation_belongs_to_one_stream_of_the_right_kind()
    {
        var town = await shared.GetAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town, "[1,2,\"dry\"]");
        var (_, plain) = await town.MakeWellAsync(1);
        async Task RefusedAsync(string body, string? member)
        {
            var problem = await town.ProblemAsync("POST", "/Observations", body, 400);
            Assert.Equal(member, problem.TryGetProperty("parameter", out var named) ? named.GetString() : null);
        }

        await RefusedAsync("""{"result":[1,2,"dry"]}""", "Datastream");
        await RefusedAsync($$"""{"result":[1,2,"dry"],"Datastream":{"@iot.id":{{plain}}},"MultiDatastream":{"@iot.id":{{stream}} } }""", "MultiDatastream");
        await RefusedAsync($$"""{"result":1,"Datastream":{"@iot.id":{{stream}} } }""", "Datastream");
        await RefusedAsync($$"""{"result":[1,2,"dry"],"MultiDatastream":{"@iot.id":{{plain}} } }""", "MultiDatastream");
        await RefusedAsync("""{"result":[1,2,"dry"],"MultiDatastream":{"@iot.id":987654}}""", "MultiDatastream");
        await RefusedAsync($$"""{"result":1,"Datastream":{"@iot.id":{{elements[0]}} } }""", null);
        await town.ProblemAsync("POST", $"/Datastreams({stream})/Observations", """{"result":1}""", 404);
        await town.ProblemAsync("POST", $"/MultiDatastreams({plain})/Observations", """{"result":[1]}""", 404);
        Assert.Contains($"MultiDatastreams({stream})", (await town.ProblemAsync("POST", $"/Datastreams({elements[1]})/Observations", """{"result":1}""", 400)).GetProperty("detail").GetString(), StringComparison.Ordinal);

        var tuple = (await town.AskAsync($"/MultiDatastreams({stream})/Observations")).GetProperty("value")[0].GetProperty("@iot.id");
        var single = (await town.AskAsync($"/Datastreams({plain})/Observations")).GetProperty("value")[0].GetProperty("@iot.id");
        await PatchedAsync(town, $"/Observations({tuple})", $$"""{"Datastream":{"@iot.id":{{plain}} } }""", "Datastream");
        await PatchedAsync(town, $"/Observations({tuple})", """{"result":[1,2,3]}""", "result/2");
        await PatchedAsync(town, $"/Observations({tuple})", """{"result":null}""", "result");
        await PatchedAsync(town, $"/Observations({single})", $$"""{"MultiDatastream":{"@iot.id":{{stream}} } }""", "MultiDatastream");
        await PatchedAsync(town, $"/Observations({single})", $$"""{"Datastream":{"@iot.id":{{elements[0]}} } }""", "Datastream");
        Assert.Equal("[1,2,\"dry\"]", await StreetStation.ResultsAsync(town, $"/MultiDatastreams({stream})/Observations"));
    }

    [Theory]
    [InlineData("unitOfMeasurements", """[{"symbol":"a"},{"symbol":"b"}]""", "unitOfMeasurements")]
    [InlineData("unitOfMeasurements", """[{"symbol":"a"},{"symbol":"b"},"c"]""", "unitOfMeasurements/2")]
    [InlineData("unitOfMeasurements", """{"symbol":"a"}""", "unitOfMeasurements")]
    [InlineData("unitOfMeasurements", "null", "unitOfMeasurements")]
    [InlineData("multiObservationDataTypes", """["a"]""", "multiObservationDataTypes")]
    [InlineData("multiObservationDataTypes", """["a","b",3]""", "multiObservationDataTypes/2")]
    [InlineData("ObservedProperties", "[]", "ObservedProperties")]
    [InlineData("ObservedProperties", """[{"@iot.id":987654},{"@iot.id":987654},{"@iot.id":987654}]""", "ObservedProperties")]
    [InlineData("ObservedProperties", """{"@iot.id":1}""", "ObservedProperties")]
    [InlineData("ObservedProperty", """{"@iot.id":1}""", "ObservedProperty")]
    [InlineData("observationType", "\"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement\"", "observationType")]
    [InlineData("Sensor", null, "Sensor")]
    [InlineData("ObservedProperties", null, "ObservedProperties")]
    [InlineData("unitOfMeasurements", null, "unitOfMeasurements")]
    [InlineData("Observations", """[{"result":[1,2]}]""", "Observations/0/result")]
    [InlineData("Observations", """[{"result":[1,2,"dry"]},{"result":[1,"2","dry"]}]""", "Observations/1/result/1")]
    public async Task A_stream_whose_parts_do_not_match_is_refused_and_nothing_is_made(string member, string? value, string named)
    {
        var town = await shared.GetAsync();
        var (thing, _) = await town.MakeWellAsync();
        var body = StreetStation.Stream("never made", thing);
        body.Remove(member);
        if (value is not null)
            body[member] = JsonNode.Parse(value);

        var problem = await town.ProblemAsync("POST", "/MultiDatastreams", body.ToJsonString(), 400);

        Assert.Equal(named, problem.GetProperty("parameter").GetString());
        Assert.Equal((0, 1), (await town.CountAsync($"/Things({thing})/MultiDatastreams"), await town.CountAsync($"/Things({thing})/Datastreams")));
        Assert.Equal(0, await town.CountAsync("MultiDatastreams", "never made"));
    }

    [Fact]
    public async Task A_stream_keeps_the_number_of_its_elements_and_elements_follow_their_stream()
    {
        var town = await shared.GetAsync();
        var (thing, stream, elements) = await StreetStation.MakeAsync(town, "[1,2,\"dry\"]");
        await PatchedAsync(town, $"/MultiDatastreams({stream})", """{"unitOfMeasurements":[{"symbol":"a"}]}""", "unitOfMeasurements");
        await PatchedAsync(town, $"/MultiDatastreams({stream})", """{"ObservedProperties":[{"@iot.id":1}]}""", "ObservedProperties");
        await PatchedAsync(town, $"/MultiDatastreams({stream})", """{"observationType":"x"}""", "observationType");
        var property = (await town.AskAsync($"/MultiDatastreams({stream})/ObservedProperties")).GetProperty("value")[0].GetProperty("@iot.id");
        await PatchedAsync(town, $"/ObservedProperties({property})", $$"""{"MultiDatastreams":[{"@iot.id":{{stream}}}]}""", "MultiDatastreams");
        await town.ProblemAsync("POST", $"/ObservedProperties({property})/MultiDatastreams", StreetStation.Stream("below", thing).ToJsonString(), 404);
        await town.ProblemAsync("POST", $"/MultiDatastreams({stream})/ObservedProperties", """{"name":"n","definition":"d","description":"e"}""", 404);

        var reading = (await town.AskAsync($"/Datastreams({elements[0]})/Observations")).GetProperty("value")[0].GetProperty("@iot.id");
        foreach (var (method, path, body) in ((string, string, string)[])
            [("DELETE", $"/Datastreams({elements[0]})", ""), ("PATCH", $"/Datastreams({elements[0]})", """{"name":"n"}"""), ("DELETE", $"/Observations({reading})", ""), ("PATCH", $"/Observations({reading})", """{"result":7}""")])
            Assert.Contains($"MultiDatastreams({stream})", (await town.ProblemAsync(method, path, body, 409)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await town.ProblemAsync("DELETE", $"/Datastreams({stream})", "", 404);
        await town.ProblemAsync("DELETE", $"/MultiDatastreams({elements[0]})", "", 404);
    }

    [Theory]
    [InlineData("""[{"MultiDatastream":{"@iot.id":1},"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[[1]]]}]""", "0/MultiDatastream")]
    [InlineData("""[{"MultiDatastream":5,"components":["result"],"dataArray":[[[1]]]}]""", "0/MultiDatastream")]
    [InlineData("""[{"components":["result"],"dataArray":[[[1]]]}]""", "0/Datastream")]
    public async Task A_data_array_names_one_stream(string body, string member)
    {
        var town = await shared.GetAsync();
        Assert.Equal(member, (await town.ProblemAsync("POST", "/CreateObservations", body, 400)).GetProperty("parameter").GetString());
    }

    private static async Task PatchedAsync(WrittenTown town, string path, string body, string member)
    {
        var problem = await town.ProblemAsync("PATCH", path, body, 400);
        Assert.Equal(member, problem.GetProperty("parameter").GetString());
    }
}
