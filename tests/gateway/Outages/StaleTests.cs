using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Outages;

/// <summary>What a city that is missing answered before is shown again, and named for what it is.</summary>
public sealed class StaleTests(StaleTests.Node shared) : IClassFixture<StaleTests.Node>
{
    private const string Items = "/ogc/collections/benches/items?limit=1000";

    public sealed class Node() : Once<NodeWithStandIn>(() => NodeWithStandIn.StartAsync(new() { ["HUB_LAST_GOOD"] = "8", ["HUB_DEADLINE"] = "10" }));

    public static TheoryData<Reply, string> Faults => new()
    {
        { new Reply("", 500), "answered 500" },
        { new Reply("rubbish"), "answered with no page of features" },
        { new Reply(StandIn.Page(5), Pause: TimeSpan.FromSeconds(2)), "no answer within 10 s" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Its_rows_come_from_the_last_good_answer(Reply fault, string why)
    {
        var node = await shared.GetAsync();
        var before = await FreshAsync(node, Items);
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? fault : null;

        var page = await node.Http.PageAsync(Items);

        Assert.Equal(before.Ids, page.Ids);
        var entry = Entry(page);
        Assert.Equal("stale", entry.GetProperty("state").GetString());
        Assert.Equal(5, entry.GetProperty("numberReturned").GetInt32());
        Assert.True(entry.TryGetProperty("dataAsOf", out _));
        Assert.StartsWith(why, entry.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Matches("shown is what it answered [0-9]+ (s|min) ago$", entry.GetProperty("detail").GetString());
        Assert.False(page.Federation.GetProperty("complete").GetBoolean());
        Assert.Null(page.Next);
        await node.HealthyAsync();
    }

    [Fact]
    public async Task Strict_questions_fail_all_the_same_and_other_questions_have_no_copy()
    {
        var node = await shared.GetAsync();
        await FreshAsync(node, Items);
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply("", 500) : null;

        var strict = await node.Http.ProblemAsync(Items + "&strict=true", 503);
        var other = await node.Http.PageAsync(Items + "&kind=wood");

        Assert.Equal("stale", strict.GetProperty("federation").States()[StandIn.City]);
        Assert.Equal("failed", other.Federation.States()[StandIn.City]);
        Assert.DoesNotContain(other.Ids, id => id.StartsWith(StandIn.City, StringComparison.Ordinal));
        await node.HealthyAsync();
    }

    [Fact]
    public async Task A_city_asked_alone_is_shown_from_its_copy_too()
    {
        var node = await shared.GetAsync();
        await FreshAsync(node, Items);
        var before = await node.Http.PageAsync(Items + "&city=erla");
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply("", 500) : null;

        using var answer = await node.Http.GetAsync(Items + "&city=erla");
        var page = await node.Http.PageAsync(Items + "&city=erla");

        Assert.Equal("erla;state=stale", Assert.Single(answer.Headers.GetValues("Hub-Cities")));
        Assert.Equal(before.Ids, page.Ids);
        Assert.Equal("stale", page.Federation.States()[StandIn.City]);
        await node.Http.ProblemAsync(Items + "&city=erla&strict=true", 502);
        await node.HealthyAsync();
    }

    [Fact]
    public async Task GraphQL_has_the_rows_without_an_error_and_tells_that_they_are_old()
    {
        var node = await shared.GetAsync();
        const string Query = "{ benches(first: 1000) { totalCount nodes { id } } }";
        await FreshAsync(node, Items);
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply("", 500) : null;

        var answer = await node.Http.GraphAsync(Query);

        Assert.False(answer.TryGetProperty("errors", out _));
        Assert.Equal(69, answer.GetProperty("data").GetProperty("benches").GetProperty("nodes").GetArrayLength());
        var federation = answer.GetProperty("extensions").GetProperty("federation");
        Assert.Equal("stale", federation.States()[StandIn.City]);
        Assert.False(federation.GetProperty("complete").GetBoolean());
        await node.HealthyAsync();
    }

    [Fact]
    public async Task A_city_that_is_known_to_be_down_gets_its_share_of_the_page_as_before()
    {
        var node = await shared.GetAsync();
        var before = await FreshAsync(node, "/ogc/collections/benches/items?limit=10");
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply("", 500) : null;
        await Eventually.TrueAsync(
            async () => Entry(await node.Http.PageAsync(Items)).GetProperty("detail").GetString()!.StartsWith("not asked", StringComparison.Ordinal), "the circuit is open");

        var page = await node.Http.PageAsync("/ogc/collections/benches/items?limit=10");

        Assert.Equal(before.Ids, page.Ids);
        Assert.Equal("stale", page.Federation.States()[StandIn.City]);
        await node.HealthyAsync();
    }

    /// <summary>An answer of which there is a copy.</summary>
    private static async Task<Page> FreshAsync(NodeWithStandIn node, string address)
    {
        Page? page = null;
        // A test that failed may have left it misbehaving.
        node.Partner.Misbehaves = _ => null;
        await Eventually.TrueAsync(async () => (page = await node.Http.PageAsync(address)).Federation.GetProperty("complete").GetBoolean(), "all cities answer", TimeSpan.FromSeconds(60));
        return page!;
    }

    private static JsonElement Entry(Page page) =>
        page.Federation.GetProperty("cities").EnumerateArray().Single(c => c.GetProperty("city").GetString() == StandIn.City);
}
