using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Outages;

/// <summary>A place that answers, but mostly with what cannot be used, is left alone for a while and then tried.</summary>
public sealed class BreakerTests(StandInTests.Node shared) : IClassFixture<StandInTests.Node>
{
    private const string Items = "/ogc/collections/benches/items?limit=1000";

    public static TheoryData<Reply> Unusable => new() { new Reply("", 500), new Reply("<html>"), new Reply(StandIn.Page(5), Bytes: 300) };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Many_unusable_answers_open_the_circuit_and_a_good_one_closes_it(Reply unusable)
    {
        var node = await shared.GetAsync();
        var asked = 0;
        node.Partner.Misbehaves = path => IsItems(path) && Interlocked.Increment(ref asked) > 0 ? unusable : null;

        await Eventually.TrueAsync(async () => Entry(await node.Http.PageAsync(Items)).GetProperty("detail").GetString()!.StartsWith("not asked for 5 s", StringComparison.Ordinal), "the circuit is open");
        var until = asked;
        for (var i = 0; i < 5; i++)
        {
            var entry = Entry(await node.Http.PageAsync(Items));
            Assert.Equal("failed", entry.GetProperty("state").GetString());
        }

        Assert.Equal(until, asked);
        var city = (await node.Http.JsonAsync("/cities")).GetProperty("cities").EnumerateArray().Single(c => c.GetProperty("id").GetString() == StandIn.City);
        Assert.Equal("stale", city.GetProperty("state").GetString());
        Assert.Contains("recent answers were unusable", city.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await node.HealthyAsync();
    }

    [Fact]
    public async Task Half_open_a_single_unusable_answer_opens_it_again()
    {
        var node = await shared.GetAsync();
        var asked = 0;
        node.Partner.Misbehaves = path => IsItems(path) && Interlocked.Increment(ref asked) > 0 ? new Reply("", 500) : null;
        await Eventually.TrueAsync(async () => IsOpen(await node.Http.PageAsync(Items)), "the circuit is open");

        await Eventually.TrueAsync(async () => !IsOpen(await node.Http.PageAsync(Items)), "the circuit is tried");
        var until = asked;

        Assert.True(IsOpen(await node.Http.PageAsync(Items)));
        Assert.Equal(until, asked);
        await node.HealthyAsync();
    }

    private static bool IsOpen(Page page) => Entry(page).TryGetProperty("detail", out var detail) && detail.GetString()!.StartsWith("not asked", StringComparison.Ordinal);

    private static JsonElement Entry(Page page) =>
        page.Federation.GetProperty("cities").EnumerateArray().Single(c => c.GetProperty("city").GetString() == StandIn.City);

    private static bool IsItems(string path) => path.Contains("/items", StringComparison.Ordinal);
}
