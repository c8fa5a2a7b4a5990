using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>Vector tiles of the big city: from memory at the gateway, made at the service, and the crowded ones of small scales.</summary>
internal static class Tiles
{
    // Inside of Münster, over which the simulator spreads evenly: at its edge a tile may lie outside the limits.
    private static readonly double[] _box = [7.5, 51.87, 7.75, 52.03];

    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        Stage.Say("tiles");
        const string path = "/ogc/collections/playgrounds/tiles/WebMercatorQuad/";
        var (near, far) = (In("15"), In("11"));
        var service = new Uri(stage.Node.Address(HubProgram.Social), $"/cities/{Stage.Big}{path}");
        var gateway = new Uri(stage.Node.Address(HubProgram.Gateway), $"/cities/{Stage.Big}{path}");
        var federated = new Uri(stage.Node.Address(HubProgram.Gateway), path + "4/5/8");
        var rates = await Load.ThroughputAsync(
            stage.Plan,
            new Variant("made", n => new Uri(service, near(n))),
            new Variant("from memory", n => new Uri(gateway, near(n % 100))),
            new Variant("crowded, made", n => new Uri(service, far(n))),
            new Variant("crowded, from memory", n => new Uri(gateway, far(n % 100))),
            new Variant("three cities", _ => federated));
        return
        [
            new Figure("tiles of scale 15: from memory (warm) against made (cold)", rates[1], rates[0], "tiles/s"),
            new Figure("tiles of scale 11, thinned: from memory against made", rates[3], rates[2], "tiles/s"),
            new Figure("one tile of three cities, merged, against one city's from memory", rates[4], rates[3], "tiles/s"),
        ];
    }

    /// <summary>Tiles of one scale inside the city, in an order of their own.</summary>
    private static Func<int, string> In(string scale)
    {
        var range = TileMatrixSet.All[0].Touching(_box).Single(t => t.Matrix.Id == scale).Range;
        return n =>
        {
            var random = new Random(n);
            return $"{scale}/{random.Next(range.MinRow, range.MaxRow + 1)}/{random.Next(range.MinCol, range.MaxCol + 1)}";
        };
    }
}
