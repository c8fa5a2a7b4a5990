using System.Globalization;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>Items of 100 features by bbox: through the gateway, straight from the service, and from the bare loop.</summary>
internal static class Items
{
    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        Stage.Say("items by bbox");
        var path = $"/cities/{Stage.Big}/ogc/collections/playgrounds/items?limit=100&bbox=";
        var box = Boxes(stage.Plan.Rows);
        var service = stage.Node.Address(HubProgram.Social);
        var gateway = stage.Node.Address(HubProgram.Gateway);
        var rates = await Load.ThroughputAsync(
            stage.Plan,
            new Variant("bare", n => new Uri(stage.FloorAddress, "/?bbox=" + box(n))),
            new Variant("bare with count", n => new Uri(stage.FloorAddress, "/?count=1&bbox=" + box(n))),
            new Variant("service", n => new Uri(service, path + box(n))),
            new Variant("gateway", n => new Uri(gateway, path + box(n))),
            new Variant("gateway, federated address", n => new Uri(gateway, $"/ogc/collections/playgrounds/items?city={Stage.Big}&limit=100&bbox={box(n)}")));
        return
        [
            new Figure("100 items by bbox: service against bare loop that counts too", rates[2], rates[1], "answers/s", 0.5),
            new Figure("100 items by bbox: service against bare loop that does not count", rates[2], rates[0], "answers/s"),
            new Figure("100 items by bbox: gateway against service", rates[3], rates[2], "answers/s", 0.6),
            new Figure("100 items by bbox: /ogc?city= against service", rates[4], rates[2], "answers/s", 0.6),
        ];
    }

    /// <summary>Boxes all over the city that hold about 400 features each, so that a page is full and counting is work.</summary>
    private static Func<int, string> Boxes(int rows)
    {
        // Münster's box is 0.31 by 0.22 degrees; the simulator spreads evenly.
        var share = Math.Sqrt(400.0 / rows);
        var (width, height) = (0.31 * share, 0.22 * share);
        return n =>
        {
            var random = new Random(n);
            var (west, south) = (7.47 + random.NextDouble() * (0.31 - width), 51.84 + random.NextDouble() * (0.22 - height));
            return string.Create(CultureInfo.InvariantCulture, $"{west:0.######},{south:0.######},{west + width:0.######},{south + height:0.######}");
        };
    }
}
