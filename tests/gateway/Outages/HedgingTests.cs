using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Outages;

/// <summary>
/// A question that takes unusually long is asked a second time, but never many of them. Each test has a node of its own,
/// since a gateway remembers how fast a partner was and whether it had too much to do.
/// </summary>
public sealed class HedgingTests
{
    private const string Items = "/ogc/collections/benches/items?limit=1000";

    [Fact]
    public async Task An_answer_that_trickles_is_overtaken_by_a_second_one()
    {
        await using var node = await NodeWithStandIn.StartAsync();
        await LearnAsync(node);
        var asked = 0;
        // The first alone would be late: it takes longer than there is time.
        node.Partner.Misbehaves = path => IsItems(path) && Interlocked.Increment(ref asked) == 1 ? new Reply(StandIn.Page(5), Pause: TimeSpan.FromSeconds(5)) : null;

        var page = await node.Http.PageAsync(Items);

        Assert.Equal("answered", page.Federation.States()[StandIn.City]);
        Assert.Equal(69, page.Returned);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_place_that_is_slow_altogether_is_asked_at_most_a_tenth_more()
    {
        await using var node = await NodeWithStandIn.StartAsync();
        await LearnAsync(node);
        var asked = 0;
        node.Partner.Misbehaves = path =>
        {
            if (!IsItems(path))
                return null;
            Interlocked.Increment(ref asked);
            return new Reply(StandIn.Page(5), Pause: TimeSpan.FromMilliseconds(50));
        };

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => node.Http.PageAsync(Items)));

        // A tenth of sixty, and ten that may have been saved up before.
        Assert.InRange(asked, 60, 60 + 6 + 10);
    }

    [Fact]
    public async Task A_place_that_says_it_has_too_much_to_do_is_asked_nothing_twice()
    {
        await using var node = await NodeWithStandIn.StartAsync();
        await LearnAsync(node);
        node.Partner.Misbehaves = path => IsItems(path) ? new Reply("", 503) : null;
        await node.Http.PageAsync(Items);
        var asked = 0;
        node.Partner.Misbehaves = path => IsItems(path) && Interlocked.Increment(ref asked) > 0 ? new Reply(StandIn.Page(5), Pause: TimeSpan.FromMilliseconds(100)) : null;

        var page = await node.Http.PageAsync(Items);

        Assert.Equal(69, page.Returned);
        Assert.Equal(1, asked);
    }

    /// <summary>The gateway must know how fast the partner usually is.</summary>
    private static async Task LearnAsync(NodeWithStandIn node)
    {
        for (var i = 0; i < 40; i++)
            await node.Http.PageAsync(Items);
    }

    private static bool IsItems(string path) => path.Contains("/items", StringComparison.Ordinal);
}
