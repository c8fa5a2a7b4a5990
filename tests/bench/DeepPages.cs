using System.Text.Json;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>The last page of the big city against its first one.</summary>
internal static class DeepPages
{
    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        Stage.Say("walking to the last page");
        var first = new Uri(stage.Node.Address(HubProgram.Gateway), $"/cities/{Stage.Big}/ogc/collections/playgrounds/items?limit=100");
        var deep = await LastFullPageAsync(stage.Node.Http, first);
        var times = await Load.LatencyAsync(stage.Plan, 60, new Variant("first", _ => first), new Variant("deep", _ => deep));
        return [new Figure($"page {stage.Plan.Rows / 100:#,##0}: speed against page 1", 1000 / times[1], 1000 / times[0], "answers/s", 1 / 1.2)];
    }

    /// <summary>Walks in large pages to where the last hundred begin.</summary>
    private static async Task<Uri> LastFullPageAsync(HttpClient http, Uri first)
    {
        using var start = await Json.GetAsync(http, first.ToString());
        var left = start.RootElement.GetProperty("numberMatched").GetInt64() - 100;
        var at = Next(start)!;
        while (left > 100)
        {
            var limit = Math.Min(1000, left - 100);
            using var page = await Json.GetAsync(http, at.Replace("limit=100&", $"limit={limit}&", StringComparison.Ordinal));
            left -= page.RootElement.GetProperty("numberReturned").GetInt64();
            at = Next(page)!.Replace($"limit={limit}&", "limit=100&", StringComparison.Ordinal);
        }

        return new Uri(at);
    }

    private static string? Next(JsonDocument page) => page.RootElement.GetProperty("links").EnumerateArray()
        .Where(link => link.GetProperty("rel").GetString() == "next")
        .Select(link => link.GetProperty("href").GetString())
        .SingleOrDefault();
}
