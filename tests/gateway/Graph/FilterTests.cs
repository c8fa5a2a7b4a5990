using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>Typed filters and orders: the same features in the same order as the OGC door with CQL2.</summary>
public sealed class FilterTests(SharedNodes shared)
{
    [Theory]
    [InlineData("name: { eq: \"Bank\" }", "name = 'Bank'")]
    [InlineData("name: { ne: \"Bank\" }", "name <> 'Bank'")]
    [InlineData("name: { like: \"B%n%\" }", "name LIKE 'B%n%'")]
    [InlineData("name: { casei: { eq: \"BANK\" } }", "CASEI(name) = CASEI('BANK')")]
    [InlineData("name: { accenti: { like: \"Banke%\" } }", "ACCENTI(name) LIKE ACCENTI('Banke%')")]
    [InlineData("name: { casei: { in: [\"BANK\", \"50 %\"] } }", "CASEI(name) IN (CASEI('BANK'), CASEI('50 %'))")]
    [InlineData("kind: { in: [wood, stone] }", "kind IN ('wood', 'stone')")]
    [InlineData("kind: { isNull: true }", "kind IS NULL")]
    [InlineData("kind: { isNull: false }", "kind IS NOT NULL")]
    [InlineData("seats: { ge: 1, lt: 3 }", "seats >= 1 AND seats < 3")]
    [InlineData("height: { between: [0.5, 1.5] }", "height BETWEEN 0.5 AND 1.5")]
    [InlineData("isCovered: { eq: true }", "isCovered = true")]
    [InlineData("built: { gt: \"2021-01-01\" }", "built > DATE('2021-01-01')")]
    [InlineData("seenAt: { le: \"2024-01-15T00:00:00Z\" }", "seenAt <= TIMESTAMP('2024-01-15T00:00:00Z')")]
    [InlineData("tags: { contains: [\"laut\"] }", "A_CONTAINS(tags, ('laut'))")]
    [InlineData("tags: { overlaps: [\"neu\", \"laut\"] }", "A_OVERLAPS(tags, ('neu', 'laut'))")]
    [InlineData("geometry: { bbox: [7, 51, 10, 52] }", "S_INTERSECTS(geometry, BBOX(7, 51, 10, 52))")]
    [InlineData("geometry: { within: { type: \"Polygon\", coordinates: [[[7, 51], [10, 51], [10, 52], [7, 51]]] } }", "S_WITHIN(geometry, POLYGON((7 51, 10 51, 10 52, 7 51)))")]
    [InlineData("id: { in: [\"alba:b001\", \"dura:b002\"] }", "id IN ('alba:b001', 'dura:b002')")]
    [InlineData("city: { eq: \"cala\" }", "city = 'cala'")]
    [InlineData("or: [{ kind: { eq: wood } }, { seats: { eq: 2 } }], not: { city: { eq: \"alba\" } }", "(kind = 'wood' OR seats = 2) AND NOT (city = 'alba')")]
    [InlineData("and: [{ kind: { eq: wood } }, { not: { seats: { eq: 2 } } }]", "kind = 'wood' AND NOT (seats = 2)")]
    public async Task A_typed_filter_finds_what_cql2_finds(string filter, string cql2)
    {
        var nodes = await shared.GetAsync();
        var page = await nodes.Http.PageAsync($"/ogc/collections/benches/items?limit=1000&filter={Uri.EscapeDataString(cql2)}");

        var found = (await nodes.Http.DataAsync($"{{ benches(first: 1000, filter: {{ {filter} }}) {{ totalCount nodes {{ id }} }} }}")).GetProperty("benches");

        Assert.NotEqual(0, page.Returned);
        Assert.Equal(page.Matched, found.GetProperty("totalCount").GetInt32());
        Assert.Equal(page.Ids, Ids(found));
    }

    [Fact]
    public async Task A_filter_may_come_as_a_variable_and_is_kept_by_the_cursor()
    {
        var nodes = await shared.GetAsync();
        const string query = "query($filter: BenchFilter, $after: String) { benches(first: 7, filter: $filter, orderBy: [{ height: DESC }, { name: ASC }], after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
        object filter = new { geometry = new { intersects = new { type = "Polygon", coordinates = new[] { new[] { new[] { 7, 51 }, [13, 51], [13, 53], [7, 53], [7, 51] } } } }, kind = new { ne = "steel" } };
        var walked = new List<string>();
        for (string? after = null; ;)
        {
            var page = (await nodes.Http.DataAsync(query, new { filter, after })).GetProperty("benches");
            walked.AddRange(Ids(page));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
                break;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }

        var expected = await nodes.Http.PageAsync($"/ogc/collections/benches/items?limit=1000&sortby=-height,name&filter={Uri.EscapeDataString("kind <> 'steel' AND geometry IS NOT NULL")}");
        Assert.Equal(expected.Ids, walked);
    }

    [Theory]
    [InlineData("filter: { name: { eq: null } }", "filter")]
    [InlineData("filter: { or: [] }", "filter")]
    [InlineData("filter: { not: {} }", "filter")]
    [InlineData("filter: { seats: { between: [1] } }", "filter")]
    [InlineData("orderBy: [{ name: ASC, seats: DESC }]", "orderBy")]
    [InlineData("orderBy: [{}]", "orderBy")]
    [InlineData("orderBy: [{ name: ASC }, { name: DESC }]", "orderBy")]
    public async Task A_filter_or_order_that_cannot_be_is_an_error_that_names_it(string argument, string parameter)
    {
        var nodes = await shared.GetAsync();

        var answer = await nodes.Http.GraphAsync($"{{ benches({argument}) {{ totalCount }} }}");

        Assert.Equal(parameter, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("parameter").GetString());
    }

    private static IEnumerable<string> Ids(JsonElement connection) =>
        connection.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString()!);
}
