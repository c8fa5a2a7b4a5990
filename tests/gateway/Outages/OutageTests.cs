using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Outages;

/// <summary>Real processes that die, hang and come back: the others' rows come, the missing city is named, nobody is restarted for it.</summary>
public sealed class OutageTests(OutageTests.TwoNodes shared) : IClassFixture<OutageTests.TwoNodes>
{
    private const string Items = "/ogc/collections/benches/items";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(HubProgram.Gateway)]
    [InlineData(HubProgram.Social)]
    public async Task A_partner_that_is_killed_is_named_and_comes_back_by_itself(HubProgram killed)
    {
        var two = await shared.GetAsync();
        two.Brena[killed].Kill();

        var page = await two.Http.PageAsync($"{Items}?limit=1000");

        Assert.Equal(two.Benches("alba"), page.Ids);
        Assert.Equal("failed", page.Federation.States()["brena"]);
        Assert.Null(page.Matched);
        var strict = await two.Http.ProblemAsync($"{Items}?strict=true", 503);
        Assert.Equal("failed", strict.GetProperty("federation").States()["brena"]);
        var alone = await two.Http.ProblemAsync($"{Items}?city=brena", 502);
        Assert.Equal("failed", alone.GetProperty("federation").States()["brena"]);
        var graph = await two.Http.GraphAsync("{ benches(first: 1000) { totalCount nodes { id } } }");
        Assert.Equal(two.Benches("alba").Count, graph.GetProperty("data").GetProperty("benches").GetProperty("nodes").GetArrayLength());
        Assert.Equal("failed", graph.GetProperty("extensions").GetProperty("federation").States()["brena"]);

        await two.Brena[killed].RestartAsync();
        await two.CompleteAsync();
    }

    [Fact]
    public async Task A_partner_that_hangs_is_late_and_then_costs_no_more_waiting()
    {
        var two = await shared.GetAsync();
        two.Brena[HubProgram.Gateway].Suspend();
        try
        {
            var page = await two.Http.PageAsync($"{Items}?limit=1000");

            Assert.Equal(two.Benches("alba"), page.Ids);
            Assert.Equal("late", page.Federation.States()["brena"]);
            await two.Http.ProblemAsync($"{Items}?strict=true", 503);
            await Eventually.TrueAsync(
                async () => (await two.Http.PageAsync($"{Items}?limit=1")).Federation.GetProperty("cities").EnumerateArray()
                    .Single(c => c.GetProperty("city").GetString() == "brena").GetProperty("elapsedMs").GetDouble() == 0,
                "brena is not asked any more", _patience);
        }
        finally
        {
            two.Brena[HubProgram.Gateway].Resume();
        }

        await two.CompleteAsync();
    }

    [Fact]
    public async Task A_city_of_ones_own_may_be_missing_too()
    {
        var two = await shared.GetAsync();
        two.Alba[HubProgram.Social].Kill();

        var page = await two.Http.PageAsync($"{Items}?limit=1000");

        Assert.Equal(two.Benches("brena"), page.Ids);
        Assert.Equal("failed", page.Federation.States()["alba"]);
        await two.Http.ProblemAsync("/cities/alba" + Items, 502);
        await two.Alba[HubProgram.Social].RestartAsync();
        await two.CompleteAsync();
    }

    [Fact]
    public async Task A_cursor_that_was_held_over_an_outage_goes_on_where_it_was()
    {
        var two = await shared.GetAsync();
        var first = await two.Http.PageAsync($"{Items}?limit=10");
        two.Brena[HubProgram.Gateway].Kill();
        await two.Http.PageAsync(first.Next!);
        await two.Brena[HubProgram.Gateway].RestartAsync();
        await two.CompleteAsync();

        var rest = await two.Http.WalkAsync(first.Next!);

        Assert.Equal(two.Benches("alba", "brena"), first.Ids.Concat(rest.SelectMany(p => p.Ids)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_walk_through_an_outage_ends_and_is_resumed_when_the_city_is_back()
    {
        var two = await shared.GetAsync();
        var first = await two.Http.PageAsync($"{Items}?limit=10");
        two.Brena[HubProgram.Gateway].Kill();
        var (walked, last) = await WalkAsync(two.Http, first.Next!);
        Assert.DoesNotContain(walked, id => id.StartsWith("brena", StringComparison.Ordinal));
        await two.Brena[HubProgram.Gateway].RestartAsync();
        await two.CompleteAsync();

        var rest = await two.Http.WalkAsync(last);

        Assert.Equal(two.Benches("alba", "brena"), first.Ids.Concat(walked).Concat(rest.SelectMany(p => p.Ids)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_download_of_all_names_the_city_that_is_missing()
    {
        var two = await shared.GetAsync();
        two.Brena[HubProgram.Gateway].Kill();

        using var answer = await two.Http.GetAsync("/downloads/all/benches.csv");

        Assert.Equal("alba;state=answered, brena;state=failed", Assert.Single(answer.Headers.GetValues("Hub-Cities")));
        Assert.Equal(two.Benches("alba").Count + 1, (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await two.Brena[HubProgram.Gateway].RestartAsync();
        await two.CompleteAsync();
    }

    /// <summary>Walks until there is no next page; returns where to go on once the missing city is back.</summary>
    private static async Task<(List<string> Ids, string Resume)> WalkAsync(HttpClient http, string address)
    {
        var ids = new List<string>();
        for (var next = address; ;)
        {
            using var answer = await http.GetAsync(next);
            var page = await http.PageAsync(next);
            ids.AddRange(page.Ids);
            if (page.Next is null)
            {
                var link = Assert.Single(answer.Headers.GetValues("Link"));
                Assert.Contains("rel=\"urn:urbandatahub:rel:resume\"", link, StringComparison.Ordinal);
                return (ids, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
            }

            next = page.Next;
        }
    }

    /// <summary>Two nodes that know each other.</summary>
    public sealed class Two : IAsyncDisposable
    {
        private readonly Towns _towns;
        private readonly TestFederation _federation;

        private Two(Towns towns, TestFederation federation) => (_towns, _federation) = (towns, federation);

        public TestNode Alba => _federation["alba"];

        public TestNode Brena => _federation["brena"];

        /// <summary>The gateway that is asked.</summary>
        public HttpClient Http => Alba.Http;

        /// <summary>The ids of some cities' benches, in order.</summary>
        public List<string> Benches(params string[] cities) => [.. _towns.Benches.Where(b => cities.Contains(b.City)).Select(b => b.Id)];

        public static async Task<Two> StartAsync()
        {
            var towns = new Towns();
            // Long enough for a busy machine to answer in, short enough to wait for once; without copies, so that a missing city is missing.
            var environment = new Dictionary<string, string> { ["HUB_DEADLINE"] = "10", ["HUB_LAST_GOOD"] = "off" };
            var options = new TestNodeOptions { Root = towns.Folder, Data = towns.Folder, Environment = environment };
            var two = new Two(towns, await TestFederation.StartAsync([["alba"], ["brena"]], ThreeNodes.Programs, options));
            await two.CompleteAsync();
            return two;
        }

        /// <summary>Waits until both cities answer again, and the gateway knows that both hold benches.</summary>
        public Task CompleteAsync() => Eventually.TrueAsync(
            async () => (await Http.PageAsync($"{Items}?limit=1000")).Matched == Benches("alba", "brena").Count
                && (await Http.JsonAsync("/ogc/collections/benches")).GetProperty("cities").GetArrayLength() == 2,
            "both cities answer again", _patience);

        public async ValueTask DisposeAsync()
        {
            await _federation.DisposeAsync();
            _towns.Dispose();
        }
    }

    public sealed class TwoNodes() : Once<Two>(Two.StartAsync);
}
