using UrbanDataHub.Features;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>The tilesets of a dataset or collection (OGC API Tiles Part 1, clause 9.2).</summary>
public sealed record TilesetsDocument(IReadOnlyList<TilesetItem> Tilesets, IReadOnlyList<Link> Links);

/// <summary>One of them, in short.</summary>
/// <param name="TileMatrixSetURI">Where its tile matrix set is defined: at the OGC, or else here.</param>
/// <param name="TileMatrixSetLimits">As in the metadata, so that a client may fetch a tile at once.</param>
public sealed record TilesetItem(
    string Title, string DataType, string Crs, string TileMatrixSetURI, string TileMatrixSetId, IReadOnlyList<TileLimits> TileMatrixSetLimits, IReadOnlyList<Link> Links);

/// <summary>Metadata of a tileset (OGC Two Dimensional Tile Matrix Set 2.0, clause 7).</summary>
/// <param name="BoundingBox">Null while a city has not said how far it goes; then the limits are those of the tile matrix set.</param>
public sealed record TilesetDocument(
    string Title,
    string Description,
    string DataType,
    string Crs,
    string TileMatrixSetURI,
    string TileMatrixSetId,
    string? Attribution,
    IReadOnlyList<string> MediaTypes,
    IReadOnlyList<TileLimits> TileMatrixSetLimits,
    PlaneExtent? BoundingBox,
    IReadOnlyList<TilesetLayer> Layers,
    IReadOnlyList<Link> Links);

/// <summary>Rows and columns of a tile matrix in which there are tiles, ends included.</summary>
public sealed record TileLimits(string TileMatrix, int MinTileRow, int MaxTileRow, int MinTileCol, int MaxTileCol)
{
    /// <summary>The limits of a tileset.</summary>
    /// <param name="extent">West, south, east, north of what it shows, in degrees; null when that is not known.</param>
    public static IReadOnlyList<TileLimits> Of(TileMatrixSet set, double[]? extent) => [.. (extent is null ? set.Everything : set.Touching(extent))
        .Select(t => new TileLimits(t.Matrix.Id, t.Range.MinRow, t.Range.MaxRow, t.Range.MinCol, t.Range.MaxCol))];
}

/// <summary>A box by its corners, longitude before latitude.</summary>
public sealed record PlaneExtent(double[] LowerLeft, double[] UpperRight, string Crs);

/// <summary>A layer of a vector tileset.</summary>
/// <param name="GeometryDimension">0 for points, 1 for lines, 2 for areas; null where they are mixed.</param>
public sealed record TilesetLayer(string Id, string Title, string Description, string DataType, int? GeometryDimension, LayerSchema PropertiesSchema)
{
    /// <summary>The layer of a collection.</summary>
    public static TilesetLayer Of(CollectionDescriptor collection, string language) => new(
        collection.Id,
        collection.Title.In(language),
        collection.Description.In(language),
        "vector",
        Dimension(collection.Geometry!.Geometry!),
        LayerSchema.Of(collection, language));

    private static int? Dimension(string format) =>
        format.EndsWith("point", StringComparison.Ordinal) ? 0
        : format.EndsWith("linestring", StringComparison.Ordinal) ? 1
        : format.EndsWith("polygon", StringComparison.Ordinal) ? 2
        : null;
}

/// <summary>The properties that features of a layer may have; in a crowded tile they have <c>id</c> and <c>city</c> alone.</summary>
public sealed record LayerSchema(string Type, IReadOnlyList<string> Required, IReadOnlyDictionary<string, LayerProperty> Properties)
{
    /// <summary>The properties of a collection, in the types that a tile has.</summary>
    public static LayerSchema Of(CollectionDescriptor collection, string language)
    {
        var properties = new Dictionary<string, LayerProperty> { ["id"] = new("string", null, null), ["city"] = new("string", null, null) };
        foreach (var property in collection.Properties)
            properties.Add(property.Name, new LayerProperty(TypeOf(property.Kind), property.Title.In(language), property.Unit));
        return new LayerSchema("object", ["id", "city"], properties);
    }

    private static string TypeOf(PropertyKind kind) => kind switch
    {
        PropertyKind.Integer => "integer",
        PropertyKind.Number => "number",
        PropertyKind.Boolean => "boolean",
        _ => "string",
    };
}

/// <summary>One property.</summary>
public sealed record LayerProperty(string Type, string? Title, [property: System.Text.Json.Serialization.JsonPropertyName("x-ogc-unit")] string? Unit);
