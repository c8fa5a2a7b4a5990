using System.Text.Json;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>Things of the node that right requests name, to be used as they are and broken.</summary>
/// <param name="Ids">Of features.</param>
/// <param name="Cursors">Out of links to next pages, of items (<c>cursor</c>) and of changes (<c>since</c>).</param>
/// <param name="Tiles">Set, matrix, row and column of tiles within the limits: <c>WebMercatorQuad/12/1363/2193</c>.</param>
internal sealed record Samples(IReadOnlyList<string> Ids, IReadOnlyList<string> Cursors, IReadOnlyList<string> Tiles)
{
    /// <summary>Asks the first pages of all collections, plain, sorted and filtered, and the limits of all tilesets.</summary>
    public static async Task<Samples> TakeAsync(Federation federation, string landing, IReadOnlyList<ApiOperation> operations)
    {
        var (ids, cursors) = (new List<string>(), new List<string?>());
        foreach (var collection in await federation.CollectionsAsync(landing))
        {
            var at = $"{landing}/collections/{collection}";
            foreach (var question in new[] { "limit=3", "limit=2&sortby=-id", "limit=1&bbox=5,47,15,55" })
            {
                var page = await federation.JsonAsync($"{at}/items?{question}");
                ids.AddRange(page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!));
                cursors.Add(Position(page, "cursor"));
            }
        }

        foreach (var feed in operations.Where(o => o.Path.EndsWith("/changes", StringComparison.Ordinal)))
            cursors.Add(Position(await federation.JsonAsync($"{landing}{feed.Path}?limit=2"), "since"));

        return new Samples(ids, [.. cursors.OfType<string>()], [.. await TilesAsync(federation, landing)]);
    }

    private static string? Position(JsonElement page, string parameter)
    {
        if (page.Link("next") is not { } next)
            return null;
        var pair = next.Query.TrimStart('?').Split('&').Single(p => p.StartsWith(parameter + "=", StringComparison.Ordinal));
        return Uri.UnescapeDataString(pair[(parameter.Length + 1)..]);
    }

    private static async Task<IEnumerable<string>> TilesAsync(Federation federation, string landing)
    {
        var tiles = new List<string>();
        foreach (var listed in (await federation.JsonAsync($"{landing}/tiles")).GetProperty("tilesets").EnumerateArray())
        {
            var tileset = await federation.JsonAsync(listed.Link("self")!.PathAndQuery);
            var set = tileset.GetProperty("tileMatrixSetId").GetString();
            foreach (var limits in tileset.GetProperty("tileMatrixSetLimits").EnumerateArray())
            {
                tiles.AddRange(new[] { "min", "max" }.Select(end =>
                    $"{set}/{limits.GetProperty("tileMatrix").GetString()}/{limits.GetProperty(end + "TileRow").GetInt32()}/{limits.GetProperty(end + "TileCol").GetInt32()}"));
            }
        }

        return tiles;
    }
}
