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
        return
        [
            // As a speed, so that more is better.
            new Figure("99 items of three cities: speed against the slowest single city", 1000 / times[^2], 1000 / slowest, "answers/s"),
            new Figure("the same rows by GraphQL against OGC", 1000 / times[^1], 1000 / times[^2], "answers/s"),
        ];
    }
}
