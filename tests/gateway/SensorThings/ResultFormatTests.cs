using System.Globalization;
using System.Text.Json;
using Sylvan.Data.Csv;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary><c>$resultFormat</c>: data arrays (OGC 18-088, clause 13.1), tables and GeoJSON say the same as the plain answer.</summary>
public sealed class ResultFormatTests(SharedSensorTown shared, SharedWrittenTown written) : IClassFixture<SharedWrittenTown>
{
    private const string Root = "/sensorthings/v1.1";
    private static readonly string[] _sets = ["Things", "Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams", "Sensors", "ObservedProperties", "Observations", "FeaturesOfInterest"];

    [Theory]
    [InlineData("/Observations?$top=7", "id,phenomenonTime,result,resultTime,resultQuality,validTime,parameters")]
    [InlineData("/Observations?$top=50&$orderby=phenomenonTime desc,Datastream/id&$select=result,phenomenonTime", "phenomenonTime,result")]
    [InlineData("/Observations?$top=11&$filter=result gt 100&$select=id,result", "id,result")]
    [InlineData("/Datastreams(4)/Observations?$top=8&$count=true", "id,phenomenonTime,result,resultTime,resultQuality,validTime,parameters")]
    public async Task Data_arrays_have_the_observations_of_the_plain_pages(string path, string components)
    {
        var town = await shared.GetAsync();
        var plain = Root + path.Replace("(4)", $"({await AnyAsync(town, "Datastreams")})", StringComparison.Ordinal);
        // A plain page with the datastream in it tells what stands in which group.
        for (var (next, array) = ((string?)(plain + "&$expand=Datastream($select=id)"), (string?)(plain + "&$resultFormat=dataArray")); next is not null;)
        {
            var (page, groups) = (await town.Http.JsonAsync(next), await town.Http.JsonAsync(array!));
            var expected = page.GetProperty("value").EnumerateArray().GroupBy(o => o.GetProperty("Datastream").GetProperty("@iot.id").GetInt64())
                .Select(g => (g.Key, Rows: g.Select(o => components.Split(',').Select(c => CsvTable.Text(o, c == "id" ? "@iot.id" : c)).ToList()).ToList())).ToList();
            var given = groups.GetProperty("value").EnumerateArray().ToList();

            Assert.Equal(expected.Select(e => $"{town.Address}/Datastreams({e.Key})"), given.Select(g => g.GetProperty("Datastream@iot.navigationLink").GetString()));
            Assert.All(given, g => Assert.Equal(components, string.Join(',', g.GetProperty("components").EnumerateArray())));
            Assert.Equal(expected.Select(e => e.Rows.Count), given.Select(g => g.GetProperty("dataArray@iot.count").GetInt32()));
            Assert.Equal(
                expected.SelectMany(e => e.Rows),
                given.SelectMany(g => g.GetProperty("dataArray").EnumerateArray()).Select(r => r.EnumerateArray().Select(v => v.ToString()).ToList()));
            Assert.Equal(page.TryGetProperty("@iot.count", out var count) ? count.GetInt32() : -1, groups.TryGetProperty("@iot.count", out var same) ? same.GetInt32() : -1);
            (next, array) = (Next(page), Next(groups));
            Assert.Equal(next is null, array is null);
            Assert.True(array is null || array.Contains("$resultFormat=dataArray", StringComparison.Ordinal), array);
        }
    }

    [Theory]
    [InlineData("/Observations")]
    [InlineData("/Observations?$orderby=result desc")]
    [InlineData("/Observations?$filter=result lt 10&$skip=3")]
    [InlineData("/Things?$select=name,properties")]
    [InlineData("/Datastreams?$expand=Thing,ObservedProperty($select=name)")]
    [InlineData("/Locations")]
    [InlineData("/HistoricalLocations?$expand=Locations($top=1;$select=name)")]
    [InlineData("/Sensors")]
    [InlineData("/FeaturesOfInterest?$select=id,name")]
    public async Task A_table_has_exactly_the_rows_of_all_pages(string path)
    {
        var town = await shared.GetAsync();
        var (entities, _) = await town.WalkAsync(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "$top=7");
        var (header, rows) = await CsvTable.ReadAsync(town.Http, Root + path);

        Assert.NotEmpty(rows);
        Assert.Equal(entities.Select(e => CsvTable.Cells(e, header)), rows);
        // What the plain answer has, there is a column for.
        Assert.All(entities, e => Assert.All(CsvTable.Leaves(e, ""), l => Assert.Contains(header, h => l == h || l.StartsWith(h + "/", StringComparison.Ordinal) || h.StartsWith(l + "/", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_table_is_text_of_RFC_4180_and_has_as_many_rows_as_asked()
    {
        var town = await shared.GetAsync();
        using var answer = await town.Http.GetAsync(Root + "/Observations?$top=2&$select=result&$resultFormat=csv&$orderby=result", TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("result\r\n0\r\n0\r\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var thing = await AnyAsync(town, "Things");
        Assert.Equal($"@iot.id\r\n{thing}\r\n", await town.Http.GetStringAsync($"{Root}/Things({thing})?$select=id&$resultFormat=CSV", TestContext.Current.CancellationToken));
        Assert.Equal("name\r\n", await town.Http.GetStringAsync($"{Root}/Things?$select=name&$top=0&$resultFormat=CSV", TestContext.Current.CancellationToken));
        using var head = new HttpRequestMessage(HttpMethod.Head, Root + "/Observations?$resultFormat=CSV");
        using var empty = await town.Http.SendAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", empty.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_table_keeps_signs_and_members_of_every_kind()
    {
        var town = await written.GetAsync();
        await town.MakeAsync("Things", """{ "name": "odd: \"a\", =1+1\nüber", "description": "=HYPERLINK(\"x\")", "properties": { "deep": { "er": { "est": 1.50 }, "list": [1, "a"] }, "nothing": null, "truth": true } }""");
        await town.MakeAsync("Things", """{ "name": "odd: empty", "description": "", "properties": { "other key": " spaces " } }""");
        var (header, rows) = await CsvTable.ReadAsync(town.Http, Root + "/Things?$filter=startswith(name,'odd')&$orderby=id&$select=name,description,properties");

        Assert.Equal(["name", "description", "properties/deep/er/est", "properties/deep/list", "properties/nothing", "properties/other key", "properties/truth"], header);
        Assert.Equal([["odd: \"a\", =1+1\nüber", "=HYPERLINK(\"x\")", "1.50", "[1, \"a\"]", "", "", "true"], ["odd: empty", "", "", "", "", " spaces ", ""]], rows);
    }

    [Fact]
    public async Task A_table_of_many_thousand_rows_is_whole()
    {
        var town = await written.GetAsync();
        var thing = await town.MakeAsync("Things", """{ "name": "many", "description": "x", "Locations": [{ "name": "l", "description": "l", "encodingType": "application/geo+json", "location": { "type": "Point", "coordinates": [7.5, 51.5] } }] }""");
        var stream = await town.MakeAsync($"Things({thing})/Datastreams", WrittenTown.Datastream("many"));
        var begin = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var data = string.Join(',', Enumerable.Range(0, 5_003).Select(n => $"[\"{begin.AddMinutes(n).ToString("s", CultureInfo.InvariantCulture)}Z\",{n}]"));
        using var made = await town.PostAsync("/CreateObservations", $$"""[{ "Datastream": { "@iot.id": {{stream}} }, "components": ["phenomenonTime", "result"], "dataArray": [{{data}}] }]""", "application/json");
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var (_, rows) = await CsvTable.ReadAsync(town.Http, Root + $"/Datastreams({stream})/Observations?$select=result");
        var (_, latest) = await CsvTable.ReadAsync(town.Http, Root + $"/Datastreams({stream})/Observations?$select=result&$orderby=phenomenonTime desc&$top=2500");

        Assert.Equal(Enumerable.Range(0, 5_003).Select(n => $"{n}"), rows.Select(r => r[0]));
        Assert.Equal(Enumerable.Range(0, 2_500).Select(n => $"{5_002 - n}"), latest.Select(r => r[0]));
    }

    [Fact]
    public async Task GeoJson_has_the_entities_of_the_plain_pages()
    {
        var town = await shared.GetAsync();
        foreach (var set in _sets)
        {
            var plain = await town.AskAsync($"/{set}?$top=5&$count=true");
            var features = await FeaturesAsync(town.Http, $"/{set}?$top=5&$count=true");

            Assert.Equal(plain.GetProperty("@iot.count").GetInt32(), features.GetProperty("@iot.count").GetInt32());
            Assert.Equal(Next(plain) is null, Next(features) is null);
            Assert.Equal(plain.GetProperty("value").GetArrayLength(), features.GetProperty("features").GetArrayLength());
            foreach (var (entity, feature) in plain.GetProperty("value").EnumerateArray().Zip(features.GetProperty("features").EnumerateArray()))
            {
                Assert.Equal("Feature", feature.GetProperty("type").GetString());
                Assert.Equal(entity.GetProperty("@iot.id").GetInt64(), feature.GetProperty("id").GetInt64());
                var properties = feature.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString());
                Assert.Equal(entity.GetProperty("@iot.selfLink").GetString(), properties["@iot.selfLink"]);
                Assert.Equal(
                    CsvTable.Leaves(entity, "").Where(l => l is not ("@iot.id" or "location" or "feature" or "observedArea")).Order(StringComparer.Ordinal).Select(l => (l, CsvTable.Text(entity, l))),
                    properties.Where(p => p.Key != "@iot.selfLink").OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value)));
                Assert.Equal(set is "Sensors" or "ObservedProperties" ? JsonValueKind.Null : JsonValueKind.Object, feature.GetProperty("geometry").ValueKind);
            }
        }
    }

    [Theory]
    [InlineData("/Things", "Locations", "location")]
    [InlineData("/HistoricalLocations", "Locations", "location")]
    [InlineData("/Observations", "FeatureOfInterest", "feature")]
    public async Task GeoJson_takes_the_geometry_from_where_the_entity_is(string set, string relation, string property)
    {
        var town = await shared.GetAsync();
        var plain = (await town.AskAsync($"{set}?$top=5&$expand={relation}")).GetProperty("value")[0].GetProperty(relation);
        var place = (plain.ValueKind == JsonValueKind.Array ? plain[0] : plain).GetProperty(property);

        foreach (var expand in new[] { "", $"&$expand={relation}", $"&$expand={relation}($select=name)" })
        {
            var feature = (await FeaturesAsync(town.Http, $"{set}?$top=5{expand}")).GetProperty("features")[0];
            Assert.True(JsonElement.DeepEquals(place, feature.GetProperty("geometry")), feature.GetRawText());
            Assert.Equal(expand.Length > 0, feature.GetProperty("properties").EnumerateObject().Any(p => p.Name.StartsWith(relation + "/", StringComparison.Ordinal) && p.Name.EndsWith("/name", StringComparison.Ordinal)));
            Assert.DoesNotContain(feature.GetProperty("properties").EnumerateObject(), p => p.Name.EndsWith(property, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task GeoJson_has_a_geometry_whatever_is_selected_and_where_a_location_is_a_feature()
    {
        var town = await written.GetAsync();
        var place = await town.MakeAsync("Locations", """{ "name": "f", "description": "f", "encodingType": "application/geo+json", "location": { "type": "Feature", "properties": {}, "geometry": { "type": "Point", "coordinates": [7.25, 51.25] } } }""");
        var feature = (await FeaturesAsync(town.Http, $"/Locations({place})?$select=name")).GetProperty("features")[0];

        Assert.Equal([7.25, 51.25], feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()));
        Assert.Equal("""{"name":"f"}""", feature.GetProperty("properties").GetRawText());
    }

    [Theory]
    [InlineData("/Observations?$resultFormat=XML", "$resultFormat", "dataArray")]
    [InlineData("/Observations?$resultFormat=", "$resultFormat", "GeoJSON")]
    [InlineData("/Things?$resultFormat=dataArray", "$resultFormat", "CSV")]
    [InlineData("/Observations?$resultFormat=dataArray&$expand=Datastream", "$expand", "data array")]
    [InlineData("/Things?$resultFormat=CSV&$expand=Datastreams", "$expand", "$top=1")]
    [InlineData("/Observations?$resultFormat=CSV&$expand=Datastream($expand=Observations)", "$expand", "$top=1")]
    [InlineData("/Observations?$resultFormat=CSV&$filter=result mul 1e308 gt 5 and result gt 100", "$filter", "worked out")]
    [InlineData("/Things?$resultFormat=CSV&$select=Datastreams", "$select", "column")]
    [InlineData("/Things/$ref?$resultFormat=CSV", "$resultFormat", "JSON")]
    [InlineData("/Things?$expand=Datastreams($resultFormat=CSV)", "$resultFormat", "unknown")]
    [InlineData("/Observations?$resultFormat=CSV&$skiptoken=abc", "$skiptoken", "next")]
    public async Task What_a_format_has_no_room_for_is_named(string path, string parameter, string said)
    {
        var town = await shared.GetAsync();
        var problem = await town.ProblemAsync(path, 400);

        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Contains(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<long> AnyAsync(SensorTown town, string set) => (await town.AskAsync($"/{set}?$top=1")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();

    private static async Task<JsonElement> FeaturesAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(Root + path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "$resultFormat=GeoJSON", TestContext.Current.CancellationToken);
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private static string? Next(JsonElement page) => page.TryGetProperty("@iot.nextLink", out var next) ? next.GetString() : null;
}
