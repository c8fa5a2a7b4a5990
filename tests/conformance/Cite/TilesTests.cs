using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Cite;

/// <summary>The suite of OGC API Tiles, over the tiles of all cities.</summary>
public sealed class TilesTests(SharedFederation shared)
{
    private const string TilesetsRelation = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
    private const string Set = "WebMercatorQuad";

    [Fact]
    public async Task The_tiles_of_all_cities_pass_the_suite_of_the_ogc()
    {
        Suite.Require();
        var federation = await shared.GetAsync();
        var list = (await federation.JsonAsync("/ogc")).Link(TilesetsRelation);
        Assert.NotNull(list);
        var limits = await FullMatrixAsync(federation, $"{list}/{Set}");

        var report = await Suite.Tiles.RunAsync(
            ("iut", federation.Ogc),
            ("noofcollections", "-1"),
            ("tilematrixsetdefinitionuri", "http://www.opengis.net/def/tilematrixset/OGC/1.0/" + Set),
            ("urltemplatefortiles", $"{list}/{Set}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"),
            ("tilematrix", limits.GetProperty("tileMatrix").GetString()!),
            ("mintilerow", $"{limits.GetProperty("minTileRow")}"),
            ("maxtilerow", $"{limits.GetProperty("maxTileRow")}"),
            ("mintilecol", $"{limits.GetProperty("minTileCol")}"),
            ("maxtilecol", $"{limits.GetProperty("maxTileCol")}"));

        TestContext.Current.TestOutputHelper?.WriteLine($"{report.Passed} passed");
        Assert.True(!report.Failed.Any(), string.Join('\n', report.Failed));
        Assert.Empty(report.Skipped);
        Assert.True(report.Passed >= 16, $"Only {report.Passed} tests were run.");
    }

    /// <summary>The limits of the finest matrix whose tiles all have something in them: the suite wants 200 of each.</summary>
    private static async Task<JsonElement> FullMatrixAsync(Federation federation, string tileset)
    {
        var matrices = (await federation.JsonAsync(tileset)).GetProperty("tileMatrixSetLimits").EnumerateArray().ToList();
        JsonElement? full = null;
        foreach (var limits in matrices.TakeWhile(m => Rows(m).Count() * Columns(m).Count() <= 16))
        {
            var tiles = from row in Rows(limits) from column in Columns(limits) select $"{tileset}/{limits.GetProperty("tileMatrix").GetString()}/{row}/{column}";
            foreach (var tile in tiles)
            {
                using var answer = await federation.Http.GetAsync(tile, TestContext.Current.CancellationToken);
                if (answer.StatusCode != HttpStatusCode.OK)
                    return full!.Value;
            }

            full = limits;
        }

        return full!.Value;
    }

    private static IEnumerable<int> Rows(JsonElement limits) => Range(limits, "TileRow");

    private static IEnumerable<int> Columns(JsonElement limits) => Range(limits, "TileCol");

    private static IEnumerable<int> Range(JsonElement limits, string name)
    {
        var first = limits.GetProperty("min" + name).GetInt32();
        return Enumerable.Range(first, limits.GetProperty("max" + name).GetInt32() - first + 1);
    }
}
