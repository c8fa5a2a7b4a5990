using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Records;

/// <summary>The catalogue by OGC API Records: four towns with eleven datasets (see <see cref="Towns"/>).</summary>
public sealed class RecordTests(SharedNodes shared)
{
    private const string Items = "/ogc/collections/datasets/items";

    private static readonly string[] _all =
    [
        "alba:benches", "alba:passers", "alba:wards", "brena:benches", "brena:moods", "brena:passers",
        "cala:benches", "cala:passers", "dura:benches", "dura:passers", "dura:wards",
    ];

    [Theory]
    [InlineData("", "alba:benches,alba:passers,alba:wards,brena:benches,brena:moods,brena:passers,cala:benches,cala:passers,dura:benches,dura:passers,dura:wards")]
    [InlineData("q=BENCHES", "alba:benches,brena:benches,cala:benches,dura:benches")]
    [InlineData("q=bänke", "alba:benches,brena:benches,cala:benches,dura:benches")]
    [InlineData("q=moods,wards", "alba:wards,brena:moods,dura:wards")]
    [InlineData("q=wards%20of%20%20dura", "dura:wards")]
    [InlineData("q=dura%20wards", "")]
    [InlineData("type=dataset&q=moods", "brena:moods")]
    [InlineData("type=service", "")]
    [InlineData("ids=alba:wards,dura:wards,nowhere:wards", "alba:wards,dura:wards")]
    [InlineData("externalIds=urn:urbandatahub:dataset:cala:passers", "cala:passers")]
    [InlineData("externalIds=cala:passers,dura:passers", "cala:passers,dura:passers")]
    [InlineData("externalIds=https://example.org/alba-benches.csv", "alba:benches")]
    [InlineData("city=cala,dura&q=benches", "cala:benches,dura:benches")]
    [InlineData("bbox=9.5,51.5,9.9,51.9&q=wards", "alba:wards,dura:wards")]
    [InlineData("bbox=100,0,110,10", "")]
    [InlineData("datetime=2020-01-01/..&q=moods", "brena:moods")]
    [InlineData("sortby=-id&q=wards", "dura:wards,alba:wards")]
    [InlineData("sortby=collection,-city&ids=alba:wards,dura:wards,alba:benches", "alba:benches,dura:wards,alba:wards")]
    [InlineData("sortby=title&q=wards", "alba:wards,dura:wards")]
    public async Task A_search_finds_these_records(string query, string ids)
    {
        var nodes = await shared.GetAsync();
        foreach (var limit in new[] { 2, 100 })
        {
            var (found, matched) = await WalkAsync(nodes.Http, $"{Items}?limit={limit}&{query}");
            Assert.Equal(ids.Split(',', StringSplitOptions.RemoveEmptyEntries), found);
            // The towns run one service of four: what the others hold nobody has said, and so nobody knows the count.
            Assert.Null(matched);
        }
    }

    [Fact]
    public async Task Every_gateway_knows_every_record_and_each_record_stands_alone()
    {
        var nodes = await shared.GetAsync();
        foreach (var http in nodes.Gateways)
        {
            Assert.Equal(_all, (await WalkAsync(http, $"{Items}?limit=4")).Ids);
            foreach (var id in _all)
            {
                var record = await http.JsonAsync($"{Items}/{id}");
                Assert.Equal(id, record.GetProperty("id").GetString());
                Assert.Equal("Feature", record.GetProperty("type").GetString());
                Assert.Equal("dataset", record.GetProperty("properties").GetProperty("type").GetString());
                Assert.Equal(JsonValueKind.Null, record.GetProperty("time").ValueKind);
                Assert.Equal(id == "brena:moods" ? JsonValueKind.Null : JsonValueKind.Object, record.GetProperty("geometry").ValueKind);
                Assert.Single(record.GetProperty("links").EnumerateArray(), l => l.GetProperty("rel").GetString() == "collection");
            }
        }
    }

    [Fact]
    public async Task Links_of_a_record_lead_to_its_rows()
    {
        var nodes = await shared.GetAsync();
        var record = await nodes.Http.JsonAsync($"{Items}/cala:benches");
        var links = record.GetProperty("links").EnumerateArray().ToLookup(l => l.GetProperty("rel").GetString()!, l => l.GetProperty("href").GetString()!);

        Assert.Equal(23, (await nodes.Http.JsonAsync(links["items"].Single())).GetProperty("numberMatched").GetInt64());
        Assert.Equal("record", (await nodes.Http.JsonAsync(links["collection"].Single())).GetProperty("itemType").GetString());
        Assert.Equal(record.GetRawText(), (await nodes.Http.JsonAsync(links["self"].Single())).GetRawText());
        foreach (var download in links["enclosure"])
            Assert.Equal(HttpStatusCode.OK, (await nodes.Http.GetAsync(download)).StatusCode);
    }

    [Fact]
    public async Task The_catalogue_is_one_of_the_collections_and_a_city_has_its_own()
    {
        var nodes = await shared.GetAsync();
        var collections = (await nodes.Http.JsonAsync("/ogc/collections")).GetProperty("collections").EnumerateArray().ToList();

        Assert.Equal("datasets", collections[^1].GetProperty("id").GetString());
        Assert.Equal("record", collections[^1].GetProperty("itemType").GetString());
        Assert.Equal(["alba:benches", "alba:passers", "alba:wards"], (await WalkAsync(nodes.Http, "/cities/alba/ogc/collections/datasets/items")).Ids);
        foreach (var name in new[] { "queryables", "sortables" })
            Assert.Equal("object", (await nodes.Http.JsonAsync($"/ogc/collections/datasets/{name}")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Strict_does_not_do_with_less_than_all()
    {
        var nodes = await shared.GetAsync();
        using var answer = await nodes.Http.GetAsync($"{Items}?strict=true");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(4, problem.GetProperty("federation").GetProperty("cities").GetArrayLength());
    }

    [Theory]
    [InlineData("colour=red", "colour")]
    [InlineData("limit=0", "limit")]
    [InlineData("q=", "q")]
    [InlineData("q=,", "q")]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("datetime=yesterday", "datetime")]
    [InlineData("sortby=colour", "sortby")]
    [InlineData("sortby=id,-id", "sortby")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("city=nowhere", "city")]
    [InlineData("strict=yes", "strict")]
    [InlineData("ids=a&ids=b", "ids")]
    public async Task A_wrong_parameter_is_named(string query, string parameter)
    {
        var nodes = await shared.GetAsync();
        using var answer = await nodes.Http.GetAsync($"{Items}?{query}");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("/ogc/collections/datasets/items/alba:nothing")]
    [InlineData("/ogc/collections/datasets/nothing")]
    [InlineData("/ogc/collections/datasets/tiles")]
    public async Task What_is_not_there_is_a_404(string address)
    {
        var nodes = await shared.GetAsync();
        using var answer = await nodes.Http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<(List<string> Ids, long? Matched)> WalkAsync(HttpClient http, string address)
    {
        var ids = new List<string>();
        for (string? next = address; ;)
        {
            var page = await http.JsonAsync(next);
            var shown = page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!).ToList();
            Assert.All(
                page.GetProperty("federation").GetProperty("cities").EnumerateArray(),
                c => Assert.Equal(shown.Count(id => id.StartsWith($"{c.GetProperty("city").GetString()}:", StringComparison.Ordinal)), c.GetProperty("numberReturned").GetInt32()));
            ids.AddRange(shown);
            next = page.GetProperty("links").EnumerateArray().Where(l => l.GetProperty("rel").GetString() == "next").Select(l => l.GetProperty("href").GetString()).SingleOrDefault();
            if (next is null)
                return (ids, page.TryGetProperty("numberMatched", out var matched) ? matched.GetInt64() : null);
        }
    }
}
