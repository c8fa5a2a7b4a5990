using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>MultiDatastreams (OGC 18-088, clause 12) as they are read, and their elements by every door.</summary>
public sealed class MultiDatastreamTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task The_root_names_the_set_and_the_requirements()
    {
        var root = await (await shared.GetAsync()).AskAsync("");

        Assert.Contains("MultiDatastreams", root.GetProperty("value").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Contains("http://www.opengis.net/spec/iot_sensing/1.1/req/multi-datastream", root.GetProperty("serverSettings").GetProperty("conformance").EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task A_thing_is_made_with_its_stream_and_everything_leads_to_everything()
    {
        var town = await shared.GetAsync();
        var (thing, stream, _) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]", "[41,90,null]");

        var entity = await town.AskAsync($"/MultiDatastreams({stream})?$expand=Thing,Sensor,ObservedProperties($count=true),Observations($expand=MultiDatastream,FeatureOfInterest;$count=true)");

        Assert.Equal("http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation", entity.GetProperty("observationType").GetString());
        Assert.Equal(["µg/m³", "", null], entity.GetProperty("unitOfMeasurements").EnumerateArray().Select(u => u.GetProperty("symbol").GetString()));
        Assert.EndsWith("OM_CategoryObservation", entity.GetProperty("multiObservationDataTypes")[2].GetString(), StringComparison.Ordinal);
        Assert.Equal("2026-01-01T00:00:00Z/2026-01-01T01:00:00Z", entity.GetProperty("phenomenonTime").GetString());
        Assert.Equal("Point", entity.GetProperty("observedArea").GetProperty("type").GetString());
        Assert.Equal((thing, "mast"), (entity.GetProperty("Thing").GetProperty("@iot.id").GetInt64(), entity.GetProperty("Sensor").GetProperty("name").GetString()));
        Assert.Equal(["no2", "vehicles", "road"], entity.GetProperty("ObservedProperties").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(["[40.5,120,\"wet\"]", "[41,90,null]"], entity.GetProperty("Observations").EnumerateArray().Select(o => JsonSerializer.Serialize(o.GetProperty("result"))));
        Assert.Equal((3, 2), (entity.GetProperty("ObservedProperties@iot.count").GetInt32(), entity.GetProperty("Observations@iot.count").GetInt32()));
        Assert.All(entity.GetProperty("Observations").EnumerateArray(), o =>
        {
            Assert.Equal(stream, o.GetProperty("MultiDatastream").GetProperty("@iot.id").GetInt64());
            Assert.False(o.TryGetProperty("Datastream@iot.navigationLink", out _));
            Assert.Equal("Point", o.GetProperty("FeatureOfInterest").GetProperty("feature").GetProperty("type").GetString());
        });

        var observation = entity.GetProperty("Observations")[0].GetProperty("@iot.id");
        var (property, sensor) = (entity.GetProperty("ObservedProperties")[1].GetProperty("@iot.id"), entity.GetProperty("Sensor").GetProperty("@iot.id"));
        foreach (var path in (string[])[$"Things({thing})/MultiDatastreams", $"Sensors({sensor})/MultiDatastreams", $"ObservedProperties({property})/MultiDatastreams"])
            Assert.Equal(stream, (await town.AskAsync($"/{path}?$expand=ObservedProperties")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64());
        Assert.Equal("street", await town.Http.GetStringAsync($"{town.Address}/Observations({observation})/MultiDatastream/name/$value", TestContext.Current.CancellationToken));
        Assert.Equal("[40.5, 120, \"wet\"]", await town.Http.GetStringAsync($"{town.Address}/Observations({observation})/result/$value", TestContext.Current.CancellationToken));
        await town.Http.ProblemAsync($"{town.Address}/Observations({observation})/Datastream", 404);
        await town.Http.ProblemAsync($"{town.Address}/Datastreams({stream})", 404);
        var links = await town.AskAsync($"/MultiDatastreams({stream})/ObservedProperties/$ref");
        Assert.EndsWith($"/ObservedProperties({entity.GetProperty("ObservedProperties")[0].GetProperty("@iot.id")})", links.GetProperty("value")[0].GetProperty("@iot.selfLink").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_the_properties_is_that_of_the_units_on_every_page_and_one_may_be_there_twice()
    {
        var town = await shared.GetAsync();
        var (thing, first, _) = await StreetStation.MakeAsync(town);
        var known = (await town.AskAsync($"/MultiDatastreams({first})/ObservedProperties")).GetProperty("value").EnumerateArray().Select(p => p.GetProperty("@iot.id").GetInt64()).ToArray();
        var body = StreetStation.Stream("turned", thing);
        body["ObservedProperties"] = JsonSerializer.SerializeToNode(((long[])[known[2], known[0], known[2]]).Select(id => new Dictionary<string, long> { ["@iot.id"] = id }));

        var stream = (await town.SendAsync("POST", "/MultiDatastreams", body.ToJsonString(), 201)).GetProperty("@iot.id").GetInt64();

        var (pages, next) = (new List<string>(), $"{town.Address}/MultiDatastreams({stream})/ObservedProperties?$top=1&$select=name");
        while (next is not null)
        {
            var page = await town.Http.JsonAsync(next);
            pages.Add(page.GetProperty("value")[0].GetProperty("name").GetString()!);
            next = page.TryGetProperty("@iot.nextLink", out var link) ? link.GetString() : null;
        }

        Assert.Equal(["road", "no2", "road"], pages);
        Assert.Equal(3, await town.CountAsync($"/MultiDatastreams({stream})/ObservedProperties"));
        Assert.Equal(2, await StreetStation.CountAsync(town, $"/MultiDatastreams?$filter=Thing/id eq {thing} and ObservedProperties/name eq 'road'"));
        Assert.Equal(1, await StreetStation.CountAsync(town, $"/MultiDatastreams?$filter=Thing/id eq {thing} and ObservedProperties/name eq 'vehicles'"));
    }

    [Fact]
    public async Task Elements_are_series_by_every_door()
    {
        var town = await shared.GetAsync();
        var (thing, stream, elements) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]", "[41.5,90,null]", "[9999,80,\"dry\"]");

        Assert.Equal("40.5 41.5 9999", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[0]})/Observations"));
        Assert.Equal("\"wet\" \"dry\"", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[2]})/Observations"));
        var element = await town.AskAsync($"/Datastreams({elements[0]})?$expand=ObservedProperty,Sensor");
        Assert.Equal(("street: no2", "ucum:ug/m3", "no2", "mast"), (element.GetProperty("name").GetString(), element.GetProperty("unitOfMeasurement").GetProperty("definition").GetString(),
            element.GetProperty("ObservedProperty").GetProperty("name").GetString(), element.GetProperty("Sensor").GetProperty("name").GetString()));
        Assert.Equal((stream, 0), (element.GetProperty("properties").GetProperty("multiDatastream").GetInt64(), element.GetProperty("properties").GetProperty("element").GetInt32()));

        // The element that is out of its range is judged, as any reading is.
        var judged = (await town.AskAsync($"/Datastreams({elements[0]})/Observations?$filter=result eq 9999")).GetProperty("value")[0];
        Assert.Equal("range", judged.GetProperty("resultQuality").GetProperty("checks")[0].GetString());

        var station = $"{BareTown.City}:thing-{thing}";
        await Eventually.TrueAsync(async () => (await town.Http.GetAsync($"/ogc/collections/monitoring-stations/items/{station}")).IsSuccessStatusCode, "the gateway knows the new datasets");
        var features = (await town.Http.JsonAsync($"/ogc/collections/observations/items?station={station}&limit=100")).GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties")).ToList();
        Assert.Equal(await StreetStation.CountAsync(town, $"/Observations?$filter=Datastream/Thing/id eq {thing} or MultiDatastream/Thing/id eq {thing}"), features.Count);
        Assert.Equal([40.5, 41.5, 9999], features.Where(f => f.GetProperty("property").GetString() == "no2").Select(f => f.GetProperty("result").GetDouble()));
        var streams = (await town.Http.JsonAsync($"/ogc/collections/datastreams/items?station={station}")).GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties")).ToList();
        Assert.Equal(["[no2,vehicles,road] [ug/m3,1,] 3", "no2 ug/m3 3", "vehicles 1 3", "road  2"], streams.Select(s => $"{s.GetProperty("property").GetString()} {s.GetProperty("unit").GetString()} {s.GetProperty("observationCount").GetInt64()}"));
        var graph = await town.Http.DataAsync("query($id: String!) { datastreams(filter: { station: { eq: $id } }) { nodes { property observationCount lastResult } } }", new { id = station });
        Assert.Contains("""{"property":"vehicles","observationCount":3,"lastResult":80}""", graph.GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var rows = (await town.Http.GetStringAsync($"/downloads/{BareTown.City}/observations.csv", TestContext.Current.CancellationToken)).Split('\n').Where(l => l.Contains(station, StringComparison.Ordinal)).ToList();
        Assert.Equal(features.Count, rows.Count);
        Assert.Equal(["120", "90", "80"], rows.Select(r => r.Split(',')).Where(c => c[4] == "vehicles").OrderBy(c => c[5], StringComparer.Ordinal).Select(c => c[6]));
        await Eventually.TrueAsync(async () =>
            (await town.Http.GetStringAsync($"/cities/{BareTown.City}/aggregates?datastream={elements[1]}&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&every=P1D&fn=sum", TestContext.Current.CancellationToken))
            .Contains("290", StringComparison.Ordinal), "the rollups have the vehicles of the day");
    }

    [Theory]
    [InlineData("result[0] gt 40.5", "[41,90,null] [100,7,\"wet\"]")]
    [InlineData("result[0] gt 40.5 and result[2] eq 'wet'", "[100,7,\"wet\"]")]
    [InlineData("result[2] eq null", "[41,90,null]")]
    [InlineData("result[2] ne null and result[1] mod 2 eq 0", "[40.5,120,\"wet\"]")]
    [InlineData("result[3] eq 1", "")]
    [InlineData("contains(result[2],'et')", "[40.5,120,\"wet\"] [100,7,\"wet\"]")]
    [InlineData("MultiDatastream/name eq 'street' and result[1] lt 100", "[41,90,null] [100,7,\"wet\"]")]
    public async Task Tuples_are_filtered_by_their_elements(string filter, string results)
    {
        var town = await shared.GetAsync();
        var (_, stream, _) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]", "[41,90,null]", "[100,7,\"wet\"]");

        Assert.Equal(results, await StreetStation.ResultsAsync(town, $"/MultiDatastreams({stream})/Observations?$filter={Uri.EscapeDataString(filter)}"));
        Assert.Equal("[100,7,\"wet\"] [41,90,null] [40.5,120,\"wet\"]", await StreetStation.ResultsAsync(town, $"/MultiDatastreams({stream})/Observations?$orderby=result[0] desc"));
    }

    [Theory]
    [InlineData("result[ gt 5")]
    [InlineData("result[-1] gt 5")]
    [InlineData("result[1.5] gt 5")]
    [InlineData("result[0 gt 5")]
    [InlineData("result[a] gt 5")]
    [InlineData("phenomenonTime[0] gt 5")]
    public async Task A_place_that_is_none_is_refused(string filter)
    {
        var town = await shared.GetAsync();
        await town.Http.RefusedAsync($"{town.Address}/Observations?$filter={Uri.EscapeDataString(filter)}", "$filter");
    }

    [Fact]
    public async Task Pages_of_tuples_go_on_by_key()
    {
        var town = await shared.GetAsync();
        var (_, stream, _) = await StreetStation.MakeAsync(town, [.. Enumerable.Range(0, 20).Select(i => $"[{i},{i},\"dry\"]")]);
        var (results, next) = (new List<double>(), $"{town.Address}/MultiDatastreams({stream})/Observations?$top=7&$select=result");
        while (next is not null)
        {
            var page = await town.Http.JsonAsync(next);
            results.AddRange(page.GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result")[0].GetDouble()));
            next = page.TryGetProperty("@iot.nextLink", out var link) ? link.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)i), results);
    }

    [Fact]
    public async Task Every_form_of_an_answer_has_tuples()
    {
        var town = await shared.GetAsync();
        var (thing, stream, elements) = await StreetStation.MakeAsync(town, "[40.5,120,\"wet\"]");
        var cancel = TestContext.Current.CancellationToken;

        var arrays = (await town.AskAsync($"/Observations?$resultFormat=dataArray&$select=result&$filter=MultiDatastream/id eq {stream} or Datastream/id eq {elements[1]}")).GetProperty("value").EnumerateArray().ToList();
        Assert.Equal($"{town.Address}/MultiDatastreams({stream})", arrays[0].GetProperty("MultiDatastream@iot.navigationLink").GetString());
        Assert.Equal($"{town.Address}/Datastreams({elements[1]})", arrays[1].GetProperty("Datastream@iot.navigationLink").GetString());
        Assert.Equal(["[[[40.5,120,\"wet\"]]]", "[[120]]"], arrays.Select(a => JsonSerializer.Serialize(a.GetProperty("dataArray"))));
        Assert.Equal("result\r\n\"[40.5, 120, \"\"wet\"\"]\"\r\n", await town.Http.GetStringAsync($"{town.Address}/MultiDatastreams({stream})/Observations?$resultFormat=CSV&$select=result", cancel));
        var table = await town.Http.GetStringAsync($"{town.Address}/Things({thing})/MultiDatastreams?$resultFormat=CSV&$select=name,multiObservationDataTypes", cancel);
        Assert.StartsWith("name,multiObservationDataTypes\r\nstreet,\"[", table, StringComparison.Ordinal);
        var feature = (await town.AskAsync($"/MultiDatastreams({stream})/Observations?$resultFormat=GeoJSON")).GetProperty("features")[0];
        Assert.Equal(("Point", 3), (feature.GetProperty("geometry").GetProperty("type").GetString(), feature.GetProperty("properties").GetProperty("result").GetArrayLength()));
        Assert.Equal("Point", (await town.AskAsync($"/MultiDatastreams?$filter=id eq {stream}&$resultFormat=GeoJSON")).GetProperty("features")[0].GetProperty("geometry").GetProperty("type").GetString());
    }
}
