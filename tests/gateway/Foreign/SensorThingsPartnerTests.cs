using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>A SensorThings server is a city like any other: its things with their places are features.</summary>
public sealed class SensorThingsPartnerTests(SensorThingsPartnerTests.Node shared) : IClassFixture<SensorThingsPartnerTests.Node>
{
    private const string Items = "/ogc/collections/benches/items";

    private const string Mapping = """
        name: { de: "Fremda", en: "Fremda city" }
        collections:
          - collection: benches
            from: Things
            publisher: Stadt Fremda
            licence: cc-zero
            parameters: { $filter: "properties/type eq 'bench'" }
            map:
              name: name
              kind: { from: properties.material, codes: { Holz: wood, Stein: stone, Stahl: steel }, otherwise: null }
              seats: properties.sitze
              height: { from: properties.hoehe_cm, scale: 0.01 }
              isCovered: { from: properties.dach, true: [ja], false: [nein] }
              built: properties.gebaut
              seenAt: properties.gesehen
              tags: { from: properties.stichworte, split: ";" }
        """;

    public sealed class Node() : Once<NodeWithForeign>(() => NodeWithForeign.StartAsync(new SensorThings(), "sensorthings", "/v1.1", Mapping));

    [Theory]
    [InlineData(1000)]
    [InlineData(13)]
    public async Task All_things_come_over_its_pages_each_once(int limit)
    {
        var node = await shared.GetAsync();

        var alone = await node.Http.WalkAsync($"{Items}?city=fremda&limit={limit}");
        var all = await node.Http.WalkAsync($"{Items}?limit={limit}");

        Assert.Equal(ForeignBenches.Ours, alone.SelectMany(p => p.Features).Select(Bench.OfFeature));
        Assert.Equal(124, all.SelectMany(p => p.Ids).Distinct().Count());
        Assert.Equal(60, alone[0].Matched);
    }

    [Theory]
    [InlineData("bbox=7.1,51,7.3,52", 21)]
    [InlineData("kind=wood", 15)]
    [InlineData("filter=seats > 2 AND isCovered = TRUE", 8)]
    public async Task What_is_not_asked_of_it_the_gateway_filters(string question, int expected)
    {
        var node = await shared.GetAsync();

        var pages = await node.Http.WalkAsync($"{Items}?city=fremda&limit=4&{question}");

        Assert.Equal(expected, pages.Sum(p => p.Returned));
    }

    [Fact]
    public async Task A_thing_is_found_by_its_id()
    {
        var node = await shared.GetAsync();

        Assert.Equal(ForeignBenches.Ours[6], Bench.OfFeature(await node.Http.JsonAsync(Items + "/fremda:7")));
        await node.Http.ProblemAsync(Items + "/fremda:61", 404);
        await node.Http.ProblemAsync(Items + "/fremda:a'b", 404);
    }

    [Fact]
    public async Task While_it_is_down_its_last_answer_is_shown()
    {
        var node = await shared.GetAsync();
        var before = await node.Http.PageAsync(Items + "?limit=50");
        node.Server.Misbehaves = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var page = await node.Http.PageAsync(Items + "?limit=50");

        Assert.Equal(before.Ids, page.Ids);
        Assert.Equal("stale", page.Federation.States()["fremda"]);
        await node.HealthyAsync();
    }
}
