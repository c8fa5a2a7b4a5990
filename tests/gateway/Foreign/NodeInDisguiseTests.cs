using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>A node of ours is a server of OGC API Features too, and so can be a foreign one.</summary>
public sealed class NodeInDisguiseTests
{
    private const string Mapping = """
        name: { de: Zweita, en: Zweita }
        collections:
          - collection: benches
            from: benches
            publisher: Nobody
            licence: cc-zero
            time: seenAt
            map: { name: name, kind: kind, seats: seats, height: height, isCovered: isCovered, built: built, seenAt: seenAt, tags: tags }
        """;

    [Fact]
    public async Task Its_rows_come_through_the_mapping_as_they_are()
    {
        using var towns = new Towns();
        var mapping = Path.Combine(towns.Folder, "zweita.yaml");
        await File.WriteAllTextAsync(mapping, Mapping, TestContext.Current.CancellationToken);
        var options = new TestNodeOptions { Root = towns.Folder, Data = towns.Folder, Environment = new Dictionary<string, string> { ["HUB_DEADLINE"] = "60" } };
        await using var brena = await TestNode.StartAsync(["brena"], ThreeNodes.Programs, options);
        var foreign = new TestPartner("zweit", new Uri(brena.Http.BaseAddress!, "/cities/brena/ogc"), ["zweita"], "ogc", mapping);
        await using var alba = await TestNode.StartAsync(["alba"], ThreeNodes.Programs, options with { Partners = [foreign] });
        var expected = towns.Benches.Where(b => b.City == "brena").Select(b => b with { Id = "zweita:" + b.Id }).ToList();

        foreach (var question in new[] { "", "&kind=wood", "&bbox=8,51,11,53", "&datetime=2024-01-10T00:00:00Z/..", "&filter=seats%3E1" })
        {
            var ours = await alba.Http.WalkAsync("/ogc/collections/benches/items?city=zweita&limit=7" + question);
            var theirs = await brena.Http.WalkAsync("/ogc/collections/benches/items?city=brena&limit=7" + question);
            Assert.Equal(theirs.SelectMany(p => p.Ids).Select(id => "zweita:" + id), ours.SelectMany(p => p.Ids));
        }

        var all = await alba.Http.WalkAsync("/ogc/collections/benches/items?city=zweita&limit=10");
        Assert.Equal(expected, all.SelectMany(p => p.Features).Select(Bench.OfFeature));
        Assert.Equal(expected.Count, all[0].Matched);
        Assert.Equal(expected[3], Bench.OfFeature(await alba.Http.JsonAsync("/ogc/collections/benches/items/" + expected[3].Id)));
    }
}
