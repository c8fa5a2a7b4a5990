using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Tiles;

/// <summary>What says where the tiles are (OGC API Tiles Part 1, clauses 8 to 10; Two Dimensional Tile Matrix Set 2.0).</summary>
public sealed class TilesetTests(SharedNodes shared)
{
    private const string VectorTilesets = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";

    [Theory]
    [InlineData("/ogc", "/tiles")]
    [InlineData("/ogc/collections/benches", "/tiles")]
    [InlineData("/cities/alba/ogc", "/tiles")]
    [InlineData("/cities/alba/ogc/collections/wards", "/tiles")]
    public async Task From_landing_page_and_collection_the_links_lead_to_a_tile(string begin, string end)
    {
        var nodes = await shared.GetAsync();
        var list = await nodes.Http.JsonAsync(Href(await nodes.Http.JsonAsync(begin), VectorTilesets));
        Assert.EndsWith(begin + end, Href(list, "self"), StringComparison.Ordinal);
        var tilesets = list.GetProperty("tilesets").EnumerateArray().ToList();
        Assert.Equal(2, tilesets.Count);
        Assert.Equal("http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad", tilesets[0].GetProperty("tileMatrixSetURI").GetString());

        foreach (var item in tilesets)
        {
            var tileset = await nodes.Http.JsonAsync(Href(item, "self"));
            Assert.Equal("vector", tileset.GetProperty("dataType").GetString());
            var limits = tileset.GetProperty("tileMatrixSetLimits")[0];
            var template = Link(tileset, "item");
            Assert.True(template.GetProperty("templated").GetBoolean());
            var address = template.GetProperty("href").GetString()!
                .Replace("{tileMatrix}", limits.GetProperty("tileMatrix").GetString(), StringComparison.Ordinal)
                .Replace("{tileRow}", limits.GetProperty("minTileRow").ToString(), StringComparison.Ordinal)
                .Replace("{tileCol}", limits.GetProperty("minTileCol").ToString(), StringComparison.Ordinal);
            Assert.NotEmpty((await nodes.Http.TileAsync(address)).Tile!.Layers);
            var set = await nodes.Http.JsonAsync(Href(tileset, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"));
            Assert.Equal(set.GetProperty("crs").GetString(), tileset.GetProperty("crs").GetString());
        }
    }

    [Fact]
    public async Task The_limits_are_those_that_the_tiles_keep()
    {
        var nodes = await shared.GetAsync();
        var tileset = await nodes.Http.JsonAsync("/ogc/collections/benches/tiles/WebMercatorQuad");
        var limits = tileset.GetProperty("tileMatrixSetLimits").EnumerateArray().Single(l => l.GetProperty("tileMatrix").GetString() == "12");
        int Limit(string name) => limits.GetProperty(name).GetInt32();

        var benches = nodes.Towns.Benches.Where(b => b.Longitude is not null).ToList();
        Assert.Equal(
            [benches.Min(b => b.Longitude), benches.Min(b => b.Latitude)],
            tileset.GetProperty("boundingBox").GetProperty("lowerLeft").EnumerateArray().Select(n => (double?)n.GetDouble()));
        foreach (var (row, col) in new[] { (Limit("minTileRow"), Limit("minTileCol")), (Limit("maxTileRow"), Limit("maxTileCol")) })
        {
            using var inside = await nodes.Http.GetAsync($"/ogc/collections/benches/tiles/WebMercatorQuad/12/{row}/{col}");
            Assert.True(inside.IsSuccessStatusCode);
        }

        await nodes.Http.ProblemAsync($"/ogc/collections/benches/tiles/WebMercatorQuad/12/{Limit("minTileRow") - 1}/{Limit("minTileCol")}", 404);
        await nodes.Http.ProblemAsync($"/ogc/collections/benches/tiles/WebMercatorQuad/12/{Limit("maxTileRow")}/{Limit("maxTileCol") + 1}", 404);
    }

    [Fact]
    public async Task Layers_say_what_their_features_have()
    {
        var nodes = await shared.GetAsync();
        var layer = Assert.Single((await nodes.Http.JsonAsync("/ogc/collections/benches/tiles/WebMercatorQuad")).GetProperty("layers").EnumerateArray());

        Assert.Equal(("benches", 0), (layer.GetProperty("id").GetString(), layer.GetProperty("geometryDimension").GetInt32()));
        var properties = layer.GetProperty("propertiesSchema").GetProperty("properties");
        Assert.Equal("id city name kind seats height isCovered built seenAt tags", string.Join(' ', properties.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("m", properties.GetProperty("height").GetProperty("x-ogc-unit").GetString());
        Assert.Equal(
            ["benches", "passers", "wards"],
            (await nodes.Http.JsonAsync("/ogc/tiles/WebMercatorQuad")).GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task The_definitions_of_the_grids_are_whole()
    {
        var nodes = await shared.GetAsync();
        var sets = (await nodes.Http.JsonAsync("/ogc/tileMatrixSets")).GetProperty("tileMatrixSets").EnumerateArray().ToList();
        Assert.Equal(["WebMercatorQuad", "DE_EPSG_25832_ADV"], sets.Select(s => s.GetProperty("id").GetString()));
        foreach (var set in sets)
        {
            var definition = await nodes.Http.JsonAsync(Href(set, "self"));
            Assert.All(definition.GetProperty("tileMatrices").EnumerateArray(), m => Assert.Equal(
                m.GetProperty("cellSize").GetDouble() / 0.00028, m.GetProperty("scaleDenominator").GetDouble(), m.GetProperty("scaleDenominator").GetDouble() * 1e-9));
        }

        await nodes.Http.ProblemAsync("/ogc/tileMatrixSets/Nowhere", 404);
    }

    [Theory]
    [InlineData("/ogc")]
    [InlineData("/cities/alba/ogc")]
    public async Task The_api_definition_names_the_operations_as_the_standard_does(string landing)
    {
        var nodes = await shared.GetAsync();
        var paths = (await nodes.Http.JsonAsync(landing + "/api")).GetProperty("paths");
        string Operation(string path) => paths.GetProperty(path).GetProperty("get").GetProperty("operationId").GetString()!;

        Assert.EndsWith(".dataset.vector.getTile", Operation("/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"), StringComparison.Ordinal);
        Assert.Equal("benches.collection.vector.getTile", Operation("/collections/benches/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"));
        Assert.Equal("benches.collection.vector.getTileSet", Operation("/collections/benches/tiles/{tileMatrixSetId}"));
        Assert.Equal("benches.collection.vector.getTileSetsList", Operation("/collections/benches/tiles"));
        Assert.Equal("getTileMatrixSetsList", Operation("/tileMatrixSets"));
        Assert.False(paths.TryGetProperty("/collections/moods/tiles", out _));
    }

    private static JsonElement Link(JsonElement document, string rel) =>
        document.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == rel);

    private static string Href(JsonElement document, string rel) => Link(document, rel).GetProperty("href").GetString()!;
}
