using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Changes;

/// <summary>A partner without a feed, or with a wrong one, is named; the others' changes come, and it is asked again later from its own place.</summary>
public sealed class StandInFeedTests(StandInFeedTests.Node shared) : IClassFixture<StandInFeedTests.Node>
{
    private const string Feed = "/ogc/collections/benches/changes?limit=200";

    public sealed class Node() : Once<NodeWithStandIn>(NodeWithStandIn.StartAsync);

    /// <summary>Ways to answer a question for changes wrongly.</summary>
    public static TheoryData<string, Reply> Faults => new()
    {
        { "no feed", new Reply("""{"detail":"no such thing"}""", 404, "application/problem+json") },
        { "a refusal of the first page", new Reply("""{"detail":"what is a limit"}""", 400, "application/problem+json") },
        { "rubbish", new Reply("\u0001 not json at all") },
        { "nothing", new Reply("") },
        { "a page of items", new Reply(StandIn.Page(5)) },
        { "changes that are none", new Reply("""{"changes":[1],"token":"t","more":false}""") },
        { "no token", new Reply(Page("[]", "", "false")) },
        { "a token that is none", new Reply("""{"changes":[],"token":5,"more":false}""") },
        { "more of nothing", new Reply(Page("[]", "t", "true")) },
        { "more than asked for", new Reply(Page($"[{string.Join(',', Enumerable.Repeat("{}", 500))}]", "t", "false")) },
        { "a strange word on the cities", new Reply("""{"changes":[],"federation":[],"token":"t","more":false}""") },
        { "something behind the end", new Reply(Page("[]", "t", "false") + "{}") },
        { "half a page", new Reply(Page("[{},{}]", "t", "false"), Bytes: 15) },
        { "503", new Reply("", 503) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_partner_that_answers_wrongly_is_named_and_goes_on_from_its_own_place(string what, Reply reply)
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => Misbehave(path, reply);

        var page = await node.Http.JsonAsync(Feed);

        Assert.Equal(64, page.GetProperty("changes").GetArrayLength());
        Assert.True("failed" == page.GetProperty("federation").States()[StandIn.City], what);
        Assert.False(page.GetProperty("more").GetBoolean());
        await node.Http.ProblemAsync(Feed + "&strict=true", 503);
        await node.Http.ProblemAsync(Feed + "&since=now", 503);

        node.Partner.Misbehaves = path => Misbehave(path, new Reply(Page("""[{"type":"insert","id":"erla:e1","version":"00"}]""", "there", "false")));
        var later = await node.Http.JsonAsync($"{Feed}&since={page.GetProperty("token").GetString()}");
        Assert.Equal("erla:e1", Assert.Single(later.GetProperty("changes").EnumerateArray()).GetProperty("id").GetString());
        Assert.True(later.GetProperty("federation").GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData(410)]
    [InlineData(400)]
    public async Task A_token_that_a_partner_does_not_know_any_more_is_expired_for_that_partner_alone(int status)
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => Misbehave(path, new Reply(Page("[]", "old", "false")));
        var token = (await node.Http.JsonAsync(Feed)).GetProperty("token").GetString();
        node.Partner.Misbehaves = path => Misbehave(path, path.Contains("since=old", StringComparison.Ordinal)
            ? new Reply("""{"detail":"gone"}""", status, "application/problem+json")
            : new Reply(Page("""[{"type":"insert","id":"erla:e1","version":"00"}]""", "new", "false")));

        var gone = await node.Http.ProblemAsync($"{Feed}&since={token}", 410);

        Assert.Equal([StandIn.City], gone.GetProperty("cities").EnumerateArray().Select(c => c.GetString()));
        var renewed = await node.Http.JsonAsync($"{Feed}&since={gone.GetProperty("token").GetString()}");
        Assert.Equal("erla:e1", Assert.Single(renewed.GetProperty("changes").EnumerateArray()).GetProperty("id").GetString());
    }

    private static Reply? Misbehave(string path, Reply reply) => path.Contains("/changes", StringComparison.Ordinal) ? reply : null;

    private static string Page(string changes, string token, string more) => $$"""{"changes":{{changes}},"token":"{{token}}","more":{{more}}}""";
}
