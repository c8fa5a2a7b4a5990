using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>One page over three nodes against the same number of features of the slowest single city.</summary>
internal static class Federation
{
    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        Stage.Say("three cities against one");
        var items = new Uri(stage.Node.Address(HubProgram.Gateway), "/ogc/collections/playgrounds/items?limit=99");
        var graph = new Uri(stage.Node.Address(HubProgram.Gateway), "/graphql?query=" + Uri.EscapeDataString(
            "{playgrounds(first:99){nodes{id city name kind area location district quarter hasBallGames hasBasketball hasSkating equipment playDevices transitLines transitStops}}}"));
        var variants = Stage.Cities.Select(city => new Variant(city, _ => new Uri($"{items}&city={city}")))
            .Append(new Variant("all", _ => items))
            .Append(new Variant("graph", _ => graph))
            .ToArray();
        var times = await Load.LatencyAsync(stage.Plan, 60, variants);
        var slowest = times[..Stage.Cities.Count].Max();
        var (together, alone) = await FarAsync(stage);
        return
        [
            // As a speed, so that more is better.
            new Figure("99 items of three cities 20 ms away: against the slowest of them", 1000 / together, 1000 / alone, "answers/s", 0.87),
            new Figure("99 items of three cities on this machine: the same", 1000 / times[^2], 1000 / slowest, "answers/s"),
            new Figure("the same rows by GraphQL against OGC", 1000 / times[^1], 1000 / times[^2], "answers/s"),
        ];
    }

    /// <summary>Milliseconds of one answer of all cities together, and of the slowest alone, when they stand elsewhere.</summary>
    private static async Task<(double Together, double Alone)> FarAsync(Stage stage)
    {
        Stage.Say("three cities against one, each elsewhere");
        await using var far = await FarNode.StartAsync(stage);
        var variants = Stage.Cities.Select(city => new Variant(city, _ => far.ItemsOf(city))).Append(new Variant("all", _ => far.Items)).ToArray();
        var times = await Load.LatencyAsync(stage.Plan, 60, variants);
        return (times[^1], times[..^1].Max());
    }
}
