using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway;

/// <summary>One question over the real data of two cities on two nodes.</summary>
public sealed class RealCitiesTests(RealCitiesTests.Cities shared) : IClassFixture<RealCitiesTests.Cities>
{
    // What Leipzig's file of 490 playgrounds and Münster's of 316 lose to the import is tested with the import.
    private const string Playgrounds = "/ogc/collections/playgrounds/items";

    [Theory]
    [InlineData("playgrounds")]
    [InlineData("districts")]
    [InlineData("childcare-centres")]
    [InlineData("population")]
    public async Task Every_door_of_both_nodes_counts_the_same_ids(string collection)
    {
        var nodes = (await shared.GetAsync()).Nodes;
        var counted = (await nodes[0].Http.JsonAsync("/datasets")).GetProperty("datasets").EnumerateArray()
            .Where(d => d.GetProperty("collection").GetString() == collection).Sum(d => d.GetProperty("count").GetInt32());
        Assert.NotEqual(0, counted);

        foreach (var http in nodes.Select(n => n.Http))
        {
            var ids = (await http.WalkAsync($"/ogc/collections/{collection}/items?limit=997")).SelectMany(p => p.Ids).Order(StringComparer.Ordinal).ToList();
            var downloaded = (await http.JsonAsync($"/downloads/all/{collection}.geojson")).GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!);

            Assert.Equal(counted, ids.Count);
            Assert.Equal(ids.Count, ids.Distinct().Count());
            Assert.Equal(ids, downloaded.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_playgrounds_of_both_cities_lie_in_their_cities()
    {
        var nodes = (await shared.GetAsync()).Nodes;
        var page = await nodes[0].Http.PageAsync(Playgrounds + "?limit=1000");

        Assert.Equal(["leipzig", "muenster"], page.Federation.States().Keys.Order());
        Assert.InRange(page.Returned, 590, 1000);
        foreach (var (city, box) in new[] { ("leipzig", "12.22,51.22,12.56,51.46"), ("muenster", "7.47,51.84,7.78,52.06") })
        {
            var all = await nodes[1].Http.PageAsync($"{Playgrounds}?limit=0&city={city}");
            var inside = await nodes[1].Http.PageAsync($"{Playgrounds}?limit=0&city={city}&bbox={box}");
            Assert.Equal(all.Matched, inside.Matched);
            Assert.Equal(all.Matched, (await nodes[0].Http.PageAsync($"{Playgrounds}?limit=0&bbox={box}")).Matched);
        }
    }

    [Fact]
    public async Task Graphql_and_ogc_give_the_same_playgrounds_for_the_same_filter()
    {
        var nodes = (await shared.GetAsync()).Nodes;
        var page = await nodes[0].Http.PageAsync(Playgrounds + "?limit=1000&bbox=7.6,51.9,12.4,51.97");

        var connection = (await nodes[1].Http.DataAsync("{ playgrounds(first: 1000, bbox: [7.6, 51.9, 12.4, 51.97]) { totalCount nodes { id name geometry } } }")).GetProperty("playgrounds");

        Assert.NotEqual(0, page.Returned);
        Assert.Equal(page.Matched, connection.GetProperty("totalCount").GetInt32());
        Assert.Equal(page.Features.OrderBy(Id, StringComparer.Ordinal).Select(Shown), connection.GetProperty("nodes").EnumerateArray().OrderBy(Id, StringComparer.Ordinal).Select(Shown));
    }

    private static string Id(JsonElement feature) => feature.GetProperty("id").GetString()!;

    private static string Shown(JsonElement feature)
    {
        var name = feature.TryGetProperty("properties", out var properties) ? properties.GetProperty("name") : feature.GetProperty("name");
        return $"{Id(feature)} {name.GetString()} {feature.GetProperty("geometry").GetRawText()}";
    }

    /// <summary>Leipzig and Münster, each on a node of its own.</summary>
    public sealed class Cities() : Once<TestFederation>(async () =>
    {
        SharedData.RequireFolder("One question over the real data of Leipzig and Münster");
        var options = new TestNodeOptions { Environment = new Dictionary<string, string> { ["HUB_DEADLINE"] = "60" } };
        var federation = await TestFederation.StartAsync([["leipzig"], ["muenster"]], ThreeNodes.Programs, options);
        await Eventually.TrueAsync(
            async () => (await federation.Nodes[0].Http.PageAsync(Playgrounds)).Federation.States().Count == 2
                && (await federation.Nodes[1].Http.PageAsync(Playgrounds)).Federation.States().Count == 2,
            "both gateways know both cities",
            TimeSpan.FromSeconds(120));
        return federation;
    });
}
