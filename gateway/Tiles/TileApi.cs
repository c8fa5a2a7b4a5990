using System.Text.Json.Nodes;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Features;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>The part of the API definition that speaks of tiles (OGC API Tiles Part 1, clause 14): operations by the names that it gives them.</summary>
public static class TileApi
{
    private const string MatrixSet = "tileMatrixSetId";

    /// <summary>The paths of tile matrix sets and of the tiles of a whole dataset.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Dataset(bool ofOneCity) =>
    [
        Path("/tileMatrixSets", "getTileMatrixSetsList", "API", "Tile matrix sets", ApiSchemas.Json("tileMatrixSets"), []),
        Path($"/tileMatrixSets/{{{MatrixSet}}}", "getTileMatrixSet", "API", "One tile matrix set", ApiSchemas.Json("tileMatrixSet"), [MatrixSet]),
        .. Tilesets("/tiles", "hub.dataset.vector", "API", "All collections", FederatedTile.Parameters(ofOneCity, selectable: true)),
    ];

    /// <summary>The paths of the tiles of a collection.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Collection(CollectionDocument document, bool ofOneCity) => Tilesets(
        $"/collections/{document.Id}/tiles", $"{document.Id}.collection.vector", document.Id, document.Title, FederatedTile.Parameters(ofOneCity, selectable: false));

    /// <summary>The parameters of a path, by the name of their component.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Parameters(IEnumerable<string> collections) =>
    [
        new(MatrixSet, InPath(MatrixSet, "A tile matrix set.", TileMatrixSet.All.Select(s => s.Id))),
        new("tileMatrix", InPath("tileMatrix", "A tile matrix of the set.")),
        new("tileRow", InPath("tileRow", "Row of the tile, from 0 in the north.")),
        new("tileCol", InPath("tileCol", "Column of the tile, from 0 in the west.")),
        new("collections", new JsonObject
        {
            ["name"] = "collections", ["in"] = "query", ["required"] = false, ["style"] = "form", ["explode"] = false,
            ["description"] = "The collections in the tile; by default all that have a geometry.",
            ["schema"] = new JsonObject
            {
                ["type"] = "array", ["minItems"] = 1,
                ["items"] = new JsonObject { ["type"] = "string", ["enum"] = ApiParameters.Strings(collections) },
            },
        }),
    ];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Tilesets(string at, string operation, string tag, string title, IEnumerable<string> parameters) =>
    [
        Path(at, $"{operation}.getTileSetsList", tag, $"{title}: tilesets", ApiSchemas.Json("tileSets"), []),
        Path($"{at}/{{{MatrixSet}}}", $"{operation}.getTileSet", tag, $"{title}: one tileset", ApiSchemas.Json("tileSet"), [MatrixSet]),
        Tile(at, operation, tag, title, parameters),
    ];

    private static KeyValuePair<string, JsonNode?> Tile(string at, string operation, string tag, string title, IEnumerable<string> parameters)
    {
        var content = new JsonObject { [VectorTile.MediaType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } } };
        var path = Path($"{at}/{TileAddress.Route}", $"{operation}.getTile", tag, $"{title}: one tile", content, [MatrixSet, "tileMatrix", "tileRow", "tileCol", .. parameters]);
        var responses = path.Value!["get"]!["responses"]!.AsObject();
        responses["204"] = new JsonObject { ["description"] = "Nothing is in the tile" };
        responses["304"] = new JsonObject { ["description"] = "The tile is the one whose entity tag was sent" };
        return path;
    }

    private static KeyValuePair<string, JsonNode?> Path(string path, string operation, string tag, string summary, JsonObject content, IEnumerable<string> parameters) =>
        new(path, new JsonObject
        {
            ["get"] = new JsonObject
            {
                ["operationId"] = operation,
                ["tags"] = new JsonArray(tag),
                ["summary"] = summary,
                ["parameters"] = new JsonArray([.. parameters.Select(p => new JsonObject { ["$ref"] = $"#/components/parameters/{p}" })]),
                ["responses"] = ApiSchemas.ResponsesOf(content),
            },
        });

    private static JsonObject InPath(string name, string description, IEnumerable<string>? values = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (values is not null)
            schema["enum"] = ApiParameters.Strings(values);
        return new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["description"] = description, ["schema"] = schema };
    }
}
