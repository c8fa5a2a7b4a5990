using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary><c>$resultFormat</c> over the sets of several nodes says the same as the plain answer.</summary>
public sealed class FederatedFormatTests(SharedFederatedTowns shared) : IClassFixture<SharedFederatedTowns>
{
    private const string Root = FederatedTowns.Root;

    [Theory]
    [InlineData("/Things")]
    [InlineData("/Observations?$orderby=result desc")]
    [InlineData("/Datastreams?$expand=Thing&$filter=Thing/properties/depth ge 0&$orderby=name")]
    [InlineData("/Observations?$filter=result gt 1&$skip=7&$top=40")]
    public async Task A_table_has_the_rows_of_all_nodes_in_their_order_and_the_columns_of_each(string path)
    {
        var towns = await shared.GetAsync();
        var entities = path.Contains("$top", StringComparison.Ordinal)
            ? [.. (await towns.Http.JsonAsync(Root + path)).GetProperty("value").EnumerateArray()]
            : (await FederatedTowns.WalkAsync(towns.Http, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "$top=1000")).Entities;

        var (header, rows) = await CsvTable.ReadAsync(towns.Http, Root + path);

        Assert.Equal(entities.Select(e => CsvTable.Cells(e, header)), rows);
        Assert.All(entities, e => Assert.All(CsvTable.Leaves(e, ""), l => Assert.Contains(header, h => l == h || l.StartsWith(h + "/", StringComparison.Ordinal) || h.StartsWith(l + "/", StringComparison.Ordinal))));
        Assert.Equal(header.Distinct(), header);
    }

    [Fact]
    public async Task A_table_of_more_rows_than_a_page_is_whole_and_has_as_many_as_asked()
    {
        var towns = await shared.GetAsync();
        var streams = new List<long>();
        foreach (var (node, rows) in new[] { (0, 2_345), (1, 10), (2, 1_000) })
            streams.Add(await FillAsync(towns, node, rows));
        var filter = string.Join(" or ", streams.Select(s => $"Datastream/id eq {s}"));

        var (_, all) = await CsvTable.ReadAsync(towns.Http, $"{Root}/Observations?$filter={filter}&$orderby=phenomenonTime&$select=id,phenomenonTime");
        var (_, some) = await CsvTable.ReadAsync(towns.Http, $"{Root}/Observations?$filter={filter}&$orderby=phenomenonTime&$select=id,phenomenonTime&$top=1500&$skip=1200");

        Assert.Equal(3_355, all.Select(r => r[0]).Distinct().Count());
        Assert.Equal(all.Select(r => r[1]).Order(StringComparer.Ordinal), all.Select(r => r[1]));
        Assert.Equal(all[1200..2700], some);
    }

    [Fact]
    public async Task Two_members_of_one_path_have_a_column_each()
    {
        var towns = await shared.GetAsync();
        const string Question = "/Things?$filter=name eq 'doubled'&$orderby=description&$select=description,properties";
        var things = new List<(int Node, long Id)>();
        foreach (var (node, properties) in new[] { (0, """{ "a": { "b": 1 } }"""), (1, """{ "a": { "b": 2 }, "a/b": 3 }"""), (2, """{ "a/b": 4 }""") })
            things.Add((node, await towns.MakeAsync(node, new { name = "doubled", description = $"{node}", properties = JsonSerializer.Deserialize<JsonElement>(properties) })));
        try
        {
            var (header, rows) = await CsvTable.ReadAsync(towns.Http, Root + Question);

            Assert.Equal(["description", "properties/a/b", "properties/a/b"], header);
            Assert.Equal(["1", "2,3", "4"], rows.Select(r => string.Join(',', r.Skip(1).Where(cell => cell.Length > 0).Order(StringComparer.Ordinal))));
        }
        finally
        {
            foreach (var (node, id) in things)
                (await towns.Nodes[node].Http.DeleteAsync($"{Root}/Things({id})", CancellationToken.None)).Dispose();
        }
    }

    [Fact]
    public async Task GeoJson_has_the_features_of_all_nodes_page_by_page()
    {
        var towns = await shared.GetAsync();
        var (entities, pages) = await FederatedTowns.WalkAsync(towns.Http, "/Things?$filter=name eq 'well'&$orderby=id desc&$top=4");
        var features = new List<JsonElement>();
        var seen = 0;
        for (var next = $"{Root}/Things?$filter=name eq 'well'&$orderby=id desc&$top=4&$count=true&$resultFormat=GeoJSON"; next is not null; seen++)
        {
            using var answer = await towns.Http.GetAsync(next, TestContext.Current.CancellationToken);
            Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
            var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
            Assert.Equal(("FeatureCollection", entities.Count), (page.GetProperty("type").GetString(), page.GetProperty("@iot.count").GetInt32()));
            Assert.True(page.GetProperty("@hub.federation").GetProperty("complete").GetBoolean());
            features.AddRange(page.GetProperty("features").EnumerateArray());
            next = page.TryGetProperty("@iot.nextLink", out var link) ? link.GetString() : null;
        }

        Assert.Equal(pages, seen);
        Assert.Equal(entities.Select(e => e.GetProperty("@iot.id").GetInt64()), features.Select(f => f.GetProperty("id").GetInt64()));
        Assert.All(features, f => Assert.Equal("Point", f.GetProperty("geometry").GetProperty("type").GetString()));
        Assert.Equal(entities.Select(e => e.GetProperty("@iot.selfLink").GetString()), features.Select(f => f.GetProperty("properties").GetProperty("@iot.selfLink").GetString()));
    }

    [Fact]
    public async Task Data_arrays_gather_the_observations_of_each_datastream_of_all_nodes()
    {
        var towns = await shared.GetAsync();
        const string Question = "/Observations?$orderby=result,id&$top=50&$count=true";
        var plain = await towns.Http.JsonAsync($"{Root}{Question}&$expand=Datastream($select=id)");

        var arrays = await towns.Http.JsonAsync($"{Root}{Question}&$resultFormat=dataArray");

        var expected = plain.GetProperty("value").EnumerateArray().GroupBy(o => o.GetProperty("Datastream").GetProperty("@iot.id").GetInt64()).ToList();
        var given = arrays.GetProperty("value").EnumerateArray().ToList();
        Assert.True(expected.Select(g => g.Key % 1000).Distinct().Count() == 3, "observations of all nodes come");
        Assert.Equal(expected.Select(g => new Uri(towns.Http.BaseAddress!, $"{Root}/Datastreams({g.Key})").ToString()), given.Select(g => g.GetProperty("Datastream@iot.navigationLink").GetString()));
        Assert.Equal(expected.Select(g => g.Count()), given.Select(g => g.GetProperty("dataArray@iot.count").GetInt32()));
        Assert.Equal(expected.SelectMany(g => g).Select(o => o.GetProperty("@iot.id").GetInt64()), given.SelectMany(g => g.GetProperty("dataArray").EnumerateArray()).Select(row => row[0].GetInt64()));
        Assert.Equal(plain.GetProperty("@iot.count").GetInt64(), arrays.GetProperty("@iot.count").GetInt64());
        Assert.Contains("$resultFormat=dataArray", arrays.GetProperty("@iot.nextLink").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Things?$resultFormat=XML", "$resultFormat", "GeoJSON")]
    [InlineData("/Things?$resultFormat=dataArray", "$resultFormat", "CSV")]
    [InlineData("/Things?$resultFormat=CSV&$expand=Datastreams", "$expand", "$top=1")]
    [InlineData("/Things?$resultFormat=CSV&$select=Datastreams", "$select", "column")]
    [InlineData("/Things?$resultFormat=CSV&$top=-1", "$top", "whole number")]
    [InlineData("/Things/$ref?$resultFormat=CSV", "$resultFormat", "JSON")]
    [InlineData("/Things?columns=true", "columns", "$")]
    public async Task What_has_no_such_form_is_refused(string path, string parameter, string said)
    {
        var towns = await shared.GetAsync();

        var problem = await towns.Http.ProblemAsync(Root + path, 400);

        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Contains(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A datastream with a value a minute.</summary>
    private static async Task<long> FillAsync(FederatedTowns towns, int node, int rows)
    {
        var thing = await towns.MakeAsync(node, FederatedTowns.Thing("long", null, 0));
        var http = towns.Nodes[node].Http;
        var stream = (await http.JsonAsync($"{Root}/Things({thing})/Datastreams")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
        var begin = new DateTime(2020, 1, 1, 0, 0, node, DateTimeKind.Utc);
        var data = string.Join(',', Enumerable.Range(0, rows - 5).Select(n => $"[\"{begin.AddMinutes(n):s}Z\",{n}]"));
        using var body = new StringContent($$"""[{ "Datastream": { "@iot.id": {{stream}} }, "components": ["phenomenonTime", "result"], "dataArray": [{{data}}] }]""", System.Text.Encoding.UTF8, "application/json");
        using var made = await http.PostAsync($"{Root}/CreateObservations", body);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        return stream;
    }
}
