using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>A foreign server of OGC API Features is a city like any other, whatever it can and cannot do.</summary>
public sealed class OgcPartnerTests(OgcPartnerTests.Node shared) : IClassFixture<OgcPartnerTests.Node>
{
    private const string Items = "/ogc/collections/benches/items";

    public sealed class Node() : Once<NodeWithForeign>(() => NodeWithForeign.StartAsync(new OgcFeatures(), "ogc", "/api/", OgcFeatures.Mapping));

    private static IEnumerable<Bench> All(NodeWithForeign node) => node.Towns.Benches.Where(b => b.City == "alba").Concat(ForeignBenches.Ours);

    [Theory]
    [InlineData(1000)]
    [InlineData(30)]
    [InlineData(7)]
    public async Task All_rows_come_over_its_pages_each_once_and_in_our_words(int limit)
    {
        var node = await shared.GetAsync();

        var pages = await node.Http.WalkAsync($"{Items}?limit={limit}");

        Assert.All(pages, page => Assert.True(page.Returned <= limit && page.Federation.GetProperty("complete").GetBoolean(), page.Federation.ToString()));
        var rows = pages.SelectMany(p => p.Features).Select(Bench.OfFeature).ToList();
        Assert.Equal(All(node).OrderBy(b => b.Id, StringComparer.Ordinal), rows.OrderBy(b => b.Id, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/ogc/collections/benches/items?city=fremda&limit=11")]
    [InlineData("/cities/fremda/ogc/collections/benches/items?limit=11")]
    public async Task Asked_alone_its_rows_come_in_its_order(string address)
    {
        var node = await shared.GetAsync();

        var pages = await node.Http.WalkAsync(address);

        Assert.Equal(ForeignBenches.Ours, pages.SelectMany(p => p.Features).Select(Bench.OfFeature));
    }

    [Fact]
    public async Task A_count_is_told_where_it_tells_one_and_never_where_the_gateway_filters()
    {
        var node = await shared.GetAsync();
        ((OgcFeatures)node.Server).Counts = true;
        try
        {
            Assert.Equal(60, (await node.Http.PageAsync(Items + "?city=fremda&limit=5")).Matched);
            Assert.Equal(15, (await node.Http.PageAsync(Items + "?city=fremda&limit=5&kind=wood")).Matched);
            Assert.Null((await node.Http.PageAsync(Items + "?city=fremda&limit=5&seats=2")).Matched);
        }
        finally
        {
            ((OgcFeatures)node.Server).Counts = false;
        }

        Assert.Null((await node.Http.PageAsync(Items + "?city=fremda&limit=5")).Matched);
        Assert.Equal(60, (await node.Http.PageAsync(Items + "?city=fremda&limit=1000")).Matched);
    }

    public static TheoryData<string, string> Filters => new()
    {
        { "kind=wood", "b.Kind == wood" },
        { "seats=2", "b.Seats == 2" },
        { "isCovered=true", "b.IsCovered" },
        { "tags=laut", "b.Tags" },
        { "bbox=7.1,51,7.3,52", "bbox" },
        { "datetime=2024-01-02T00:00:00Z/..", "datetime" },
        { "filter=seats > 2 AND height < 0.8", "cql" },
        { "filter=NOT (kind = 'wood')", "not" },
        { "filter=S_INTERSECTS(geometry, BBOX(7.1,51,7.3,52)) AND name LIKE 'B%25k%201%25'", "spatial" },
        { "filter=seats IS NULL OR kind IN ('steel','stone')", "or" },
        { "filter=T_AFTER(seenAt, TIMESTAMP('2024-01-02T00:00:00Z'))", "time" },
        { "filter=A_CONTAINS(tags, ('laut'))", "array" },
        { "filter=CASEI(name) = CASEI('bank 5') OR seats * 2 = 6", "text" },
        { "filter=built BETWEEN DATE('2020-01-10') AND DATE('2020-01-20')", "between" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_finds_the_same_rows_whoever_evaluates_it(string question, string what)
    {
        var node = await shared.GetAsync();
        var expected = ForeignBenches.Ours.Where(b => what switch
        {
            "b.Kind == wood" => b.Kind == "wood",
            "b.Seats == 2" => b.Seats == 2,
            "b.IsCovered" => b.IsCovered == true,
            "b.Tags" or "array" => b.Tags is not null,
            "bbox" => b.Longitude is >= 7.1 and <= 7.3,
            "datetime" => b.SeenAt is null || b.SeenAt >= new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero),
            "cql" => b.Seats > 2 && b.Height < 0.8,
            "not" => b.Kind is not null && b.Kind != "wood",
            "spatial" => b.Longitude is >= 7.1 and <= 7.3 && b.Name.StartsWith("Bank 1", StringComparison.Ordinal),
            "or" => b.Seats is null || b.Kind is "steel" or "stone",
            "time" => b.SeenAt > new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero),
            "between" => b.Built >= new DateOnly(2020, 1, 10) && b.Built <= new DateOnly(2020, 1, 20),
            _ => b.Name == "Bank 5" || b.Seats == 3,
        }).Select(b => b.Id).ToList();

        var pages = await node.Http.WalkAsync($"{Items}?city=fremda&limit=4&{question}");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, pages.SelectMany(p => p.Ids));
    }

    [Fact]
    public async Task What_it_declares_as_queryable_is_asked_of_it_in_its_words()
    {
        var node = await shared.GetAsync();
        node.Server.Asked.Clear();

        await node.Http.PageAsync(Items + "?city=fremda&limit=7&kind=wood&bbox=7,51,8,52");

        var asked = Assert.Single(node.Server.Asked, path => path.Contains("/items", StringComparison.Ordinal));
        Assert.Contains("material=Holz", asked, StringComparison.Ordinal);
        Assert.Contains("bbox=7,51,8,52", asked, StringComparison.Ordinal);
        Assert.Contains("limit=7", asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sortby=name", "sortby")]
    [InlineData("crs=http://www.opengis.net/def/crs/EPSG/0/25832", "crs")]
    [InlineData("filter=AREA(geometry) > 1", "filter")]
    [InlineData("cursor=abc", "cursor")]
    public async Task What_nobody_on_the_way_can_do_is_refused_with_its_name(string question, string parameter)
    {
        var node = await shared.GetAsync();

        await node.Http.RefusedAsync($"{Items}?city=fremda&{question}", parameter);
    }

    [Fact]
    public async Task A_feature_is_found_by_its_id()
    {
        var node = await shared.GetAsync();

        var feature = await node.Http.JsonAsync(Items + "/fremda:7");

        Assert.Equal(ForeignBenches.Ours[6], Bench.OfFeature(feature));
        await node.Http.ProblemAsync(Items + "/fremda:700", 404);
        await node.Http.ProblemAsync(Items + "/fremda:x%2F..", 404);
    }

    [Fact]
    public async Task GraphQL_and_its_edges_walk_through_it()
    {
        var node = await shared.GetAsync();
        var ids = new List<string>();
        string? after = null;
        for (var more = true; more;)
        {
            var page = (await node.Http.DataAsync("query ($after: String) { benches(first: 9, after: $after, city: [\"fremda\"]) { edges { cursor node { id } } pageInfo { hasNextPage } } }", new { after })).GetProperty("benches");
            var edges = page.GetProperty("edges").EnumerateArray().ToList();
            // Not the last edge, so that the next page begins in the middle of this one.
            var kept = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? edges.Take(5).ToList() : edges;
            ids.AddRange(kept.Select(e => e.GetProperty("node").GetProperty("id").GetString()!));
            after = kept[^1].GetProperty("cursor").GetString();
            more = kept.Count < edges.Count;
        }

        Assert.Equal(ForeignBenches.Ours.Select(b => b.Id), ids);
    }

    [Theory]
    [InlineData("/downloads/all/benches.csv", 64 + 60)]
    [InlineData("/downloads/fremda/benches.csv", 60)]
    public async Task Downloads_hold_its_rows_in_the_same_columns(string address, int rows)
    {
        var node = await shared.GetAsync();

        var text = await node.Http.GetStringAsync(address);

        Assert.Equal(rows + 1, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("fremda:7,fremda,\"Bänke, \"\"zwei\"\"\",,2,0.47,false,2020-01-08,2024-01-01T07:00:00Z,,7.07,51.035\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_as_GeoJSON_is_one_collection()
    {
        var node = await shared.GetAsync();

        var all = JsonDocument.Parse(await node.Http.GetStringAsync("/downloads/all/benches.geojson")).RootElement;

        Assert.Equal(All(node).OrderBy(b => b.Id, StringComparer.Ordinal), all.GetProperty("features").EnumerateArray().Select(Bench.OfFeature).OrderBy(b => b.Id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_city_and_dataset_are_told_as_the_mapping_says()
    {
        var node = await shared.GetAsync();

        var city = (await node.Http.JsonAsync("/cities")).GetProperty("cities").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "fremda");
        var dataset = (await node.Http.JsonAsync("/cities/fremda/datasets")).GetProperty("datasets").EnumerateArray().Single();

        Assert.Equal("Fremda city", city.GetProperty("name").GetProperty("en").GetString());
        Assert.Equal(new Uri(node.Http.BaseAddress!, "/cities/fremda/ogc").ToString(), city.GetProperty("url").GetString());
        Assert.Equal("Benches of Fremda", dataset.GetProperty("title").GetProperty("en").GetString());
        Assert.Equal("http://dcat-ap.de/def/licenses/dl-by-de/2.0", dataset.GetProperty("licenceUrl").GetString());
        Assert.Equal([7, 51, 8, 52], dataset.GetProperty("boundingBox").EnumerateArray().Select(n => n.GetDouble()));
        await node.Http.ProblemAsync("/cities/fremda/imports", 404);
    }
}
