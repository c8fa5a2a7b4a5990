using System.Globalization;
using System.Text.Json;
using CsCheck;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Doors;

/// <summary>
/// The law of paging over nodes: at any gateway, for any cities and any filter, walking yields every matching row exactly
/// once. The oracle is LINQ over the rows that the cities were given.
/// </summary>
public sealed class PagingTests(SharedNodes shared)
{
    /// <summary>A part of a question: query string, GraphQL argument, and what both mean.</summary>
    private sealed record Part(string Query, string Argument, Func<Bench, bool> Holds);

    private static readonly Gen<Part> _part = Gen.OneOf(
        Gen.OneOfConst("wood", "stone", "steel").Select(kind => new Part($"kind={kind}", $"kind: {kind}", b => b.Kind == kind)),
        Gen.Int[0, 4].Select(seats => new Part($"seats={seats}", $"seats: {seats}", b => b.Seats == seats)),
        Gen.OneOfConst("grün", "laut").Select(tag => new Part($"tags={Uri.EscapeDataString(tag)}", $"tags: \"{tag}\"", b => b.Tags?.Split('|').Contains(tag) == true)),
        Gen.Select(Gen.Double[7, 13], Gen.Double[51, 53]).Select((west, south) => new Part(
            string.Create(CultureInfo.InvariantCulture, $"bbox={west:R},{south:R},13,53"),
            string.Create(CultureInfo.InvariantCulture, $"bbox: [{west:R}, {south:R}, 13, 53]"),
            b => b.Longitude >= west && b.Latitude >= south)),
        Gen.Shuffle(Towns.Cities.ToArray(), 1, 4).Select(cities => new Part(
            $"city={string.Join(',', cities)}", $"city: [{string.Join(", ", cities.Select(c => $"\"{c}\""))}]", b => cities.Contains(b.City))));

    private static readonly Gen<List<Part>> _question = _part.List[0, 3].Select(parts => parts.DistinctBy(p => p.Query.Split('=')[0]).ToList());

    private static readonly Gen<int> _limit = Gen.Frequency((3, Gen.Int[1, 9]), (2, Gen.Int[10, 60]), (1, Gen.Const(1000)));

    [Fact]
    public async Task Every_row_comes_exactly_once_whatever_is_asked_wherever()
    {
        var nodes = await shared.GetAsync();

        await Gen.Select(_question, _limit, Gen.Int[0, 2]).SampleAsync(
            async (parts, limit, node) =>
            {
                var query = string.Join('&', parts.Select(p => p.Query));
                var pages = await nodes.Gateways[node].WalkAsync($"/ogc/collections/benches/items?limit={limit}&{query}".TrimEnd('&'));

                AssertOnce(Expected(nodes, parts), [.. pages.SelectMany(p => p.Ids)]);
                Assert.All(pages, p => Assert.Equal(Expected(nodes, parts).Count, p.Matched));
                Assert.All(pages, p => Assert.InRange(p.Returned, 0, limit));
            },
            iter: 40,
            threads: 2);
    }

    private static readonly Dictionary<string, Func<Bench, object?>> _sortables = new()
    {
        ["name"] = b => b.Name,
        ["kind"] = b => b.Kind,
        ["seats"] = b => b.Seats,
        ["height"] = b => b.Height,
        ["isCovered"] = b => b.IsCovered,
        ["built"] = b => b.Built,
        ["seenAt"] = b => b.SeenAt,
        ["city"] = b => b.City,
    };

    [Fact]
    public async Task Sorted_rows_of_all_cities_stand_in_one_order()
    {
        var nodes = await shared.GetAsync();

        await Gen.Select(_question, _limit, Gen.Int[0, 2], Gen.Shuffle(_sortables.Keys.ToArray(), 0, 3), Gen.Int[0, 15]).SampleAsync(
            async (parts, limit, node, names, directions) =>
            {
                bool Down(int at) => (directions >> at & 1) == 1;
                var sortby = string.Join(',', names.Select((name, at) => (Down(at) ? "-" : "") + name).Append(Down(3) ? "-id" : "id"));
                var query = string.Join('&', parts.Select(p => p.Query).Prepend($"sortby={sortby}"));
                var pages = await nodes.Gateways[node].WalkAsync($"/ogc/collections/benches/items?limit={limit}&{query}");

                var expected = Sorted(nodes.Towns.Benches.Where(b => parts.All(p => p.Holds(b))), names.Select((name, at) => (name, Down(at))), Down(3));
                Assert.Equal(expected, pages.SelectMany(p => p.Ids));
                Assert.All(pages, p => Assert.Equal(expected.Count, p.Matched));
                Assert.All(pages.SkipLast(1), p => Assert.Equal(limit, p.Returned));
            },
            iter: 40,
            threads: 2);
    }

    private static List<string> Sorted(IEnumerable<Bench> benches, IEnumerable<(string Name, bool Down)> order, bool idDown)
    {
        var rows = benches.OrderBy(_ => 0);
        foreach (var (name, down) in order)
        {
            var value = _sortables[name];
            var comparer = Comparer<object?>.Create((a, b) => a is string text ? string.CompareOrdinal(text, (string?)b) : Comparer<object?>.Default.Compare(a, b));
            rows = rows.ThenBy(b => value(b) is null);
            rows = down ? rows.ThenByDescending(value, comparer) : rows.ThenBy(value, comparer);
        }

        rows = idDown ? rows.ThenByDescending(b => b.Id, StringComparer.Ordinal) : rows.ThenBy(b => b.Id, StringComparer.Ordinal);
        return [.. rows.Select(b => b.Id)];
    }

    [Fact]
    public async Task Every_node_comes_exactly_once_over_the_connections_of_graphql()
    {
        var nodes = await shared.GetAsync();

        await Gen.Select(_question, _limit, Gen.Int[0, 2]).SampleAsync(
            async (parts, first, node) =>
            {
                var ids = new List<string>();
                for (string? after = null; ;)
                {
                    var page = await ConnectionAsync(nodes.Gateways[node], parts, first, after);
                    ids.AddRange(page.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString()!));
                    Assert.Equal(Expected(nodes, parts).Count, page.GetProperty("totalCount").GetInt32());
                    if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
                        break;
                    after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
                }

                AssertOnce(Expected(nodes, parts), ids);
            },
            iter: 30,
            threads: 2);
    }

    [Fact]
    public async Task Any_edge_of_a_page_can_be_gone_on_from()
    {
        var nodes = await shared.GetAsync();

        await Gen.Select(_question, Gen.Int[2, 30], Gen.Int[0, 30]).SampleAsync(
            async (parts, first, edge) =>
            {
                var ids = new List<string>();
                for (string? after = null; ;)
                {
                    var page = await ConnectionAsync(nodes.Http, parts, first, after);
                    var edges = page.GetProperty("edges").EnumerateArray().ToList();
                    if (edges.Count == 0)
                        break;
                    var until = edge % edges.Count;
                    ids.AddRange(edges.Take(until + 1).Select(e => e.GetProperty("node").GetProperty("id").GetString()!));
                    after = edges[until].GetProperty("cursor").GetString();
                }

                AssertOnce(Expected(nodes, parts), ids);
            },
            iter: 15,
            threads: 2);
    }

    [Theory]
    [InlineData("pages")]
    [InlineData("connections")]
    [InlineData("edges")]
    public async Task Rows_that_stay_come_once_although_others_come_and_go_meanwhile(string door)
    {
        var nodes = await shared.GetAsync();
        var staying = (await nodes.Http.WalkAsync("/ogc/collections/passers/items?limit=1000&name=stays")).SelectMany(p => p.Ids).ToList();
        Assert.Equal(Towns.Cities.Count * Towns.Staying, staying.Count);

        var ids = new List<string>();
        var turn = 0;
        await foreach (var page in Walk(nodes.Http, door))
        {
            ids.AddRange(page);
            // Rows go and come on both sides of where the walk stands.
            foreach (var city in Towns.Cities)
                await StirAsync(nodes, city, turn++);
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(staying.Order(StringComparer.Ordinal), ids.Where(staying.Contains).Order(StringComparer.Ordinal));
    }

    private static IAsyncEnumerable<List<string>> Walk(HttpClient http, string door) => door switch
    {
        "pages" => WalkPagesAsync(http),
        "connections" => WalkConnectionsAsync(http, edges => edges.Count),
        _ => WalkConnectionsAsync(http, edges => Math.Max(1, edges.Count / 2)),
    };

    private static async IAsyncEnumerable<List<string>> WalkPagesAsync(HttpClient http)
    {
        for (var next = "/ogc/collections/passers/items?limit=11"; next is not null;)
        {
            var page = await http.PageAsync(next);
            yield return page.Ids;
            next = page.Next;
        }
    }

    private static async IAsyncEnumerable<List<string>> WalkConnectionsAsync(HttpClient http, Func<List<JsonElement>, int> take)
    {
        for (string? after = null; ;)
        {
            var data = await http.DataAsync("query($after: String) { passers(first: 14, after: $after) { edges { cursor node { id } } } }", new { after });
            var edges = data.GetProperty("passers").GetProperty("edges").EnumerateArray().ToList();
            if (edges.Count == 0)
                break;
            var taken = edges.Take(take(edges)).ToList();
            yield return [.. taken.Select(e => e.GetProperty("node").GetProperty("id").GetString()!)];
            after = taken[^1].GetProperty("cursor").GetString();
        }
    }

    private static Task StirAsync(ThreeNodes nodes, string city, int turn) => nodes.ExecuteAsync(city, $"""
        UPDATE collections.passers SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END
        WHERE city = '{city}' AND name = 'leaves' AND (substring(local_id, 2, 3)::int * 7 + {turn}) % 3 = 0;
        INSERT INTO collections.passers (city, local_id, from_source, row_fingerprint, change_seq, name)
        VALUES ('{city}', 'p0{turn % 80:00}-{Guid.NewGuid():n}', 'test', '\x00', 1, 'leaves')
        """);

    private static async Task<JsonElement> ConnectionAsync(HttpClient http, IEnumerable<Part> parts, int first, string? after)
    {
        var arguments = string.Join(", ", parts.Select(p => p.Argument).Prepend("first: $first, after: $after"));
        var data = await http.DataAsync(
            $"query($first: Int, $after: String) {{ benches({arguments}) {{ totalCount nodes {{ id }} edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }}",
            new { first, after });
        return data.GetProperty("benches");
    }

    private static List<string> Expected(ThreeNodes nodes, IEnumerable<Part> parts) =>
        [.. nodes.Towns.Benches.Where(b => parts.All(p => p.Holds(b))).Select(b => b.Id)];

    private static void AssertOnce(List<string> expected, List<string> ids) => Assert.Equal(expected, ids.Order(StringComparer.Ordinal));
}
