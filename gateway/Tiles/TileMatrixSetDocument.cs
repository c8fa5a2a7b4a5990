using UrbanDataHub.Features.Tiling;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>A tile matrix set as its definition document has it (OGC Two Dimensional Tile Matrix Set 2.0, annex A).</summary>
public sealed record TileMatrixSetDocument(
    string Id,
    string Title,
    string? Description,
    string? Uri,
    string Crs,
    IReadOnlyList<string> OrderedAxes,
    string? WellKnownScaleSet,
    IReadOnlyList<TileMatrixItem> TileMatrices)
{
    /// <summary>The document of a set.</summary>
    public static TileMatrixSetDocument Of(TileMatrixSet set) => new(
        set.Id, set.Title, set.Description, set.Uri, set.Crs, set.OrderedAxes, set.WellKnownScaleSet, [.. set.Matrices.Select(TileMatrixItem.Of)]);
}

/// <summary>One matrix of it.</summary>
public sealed record TileMatrixItem(
    string Id,
    double ScaleDenominator,
    double CellSize,
    string CornerOfOrigin,
    IReadOnlyList<double> PointOfOrigin,
    int TileWidth,
    int TileHeight,
    int MatrixWidth,
    int MatrixHeight)
{
    /// <summary>The entry of a matrix.</summary>
    public static TileMatrixItem Of(TileMatrix matrix) => new(
        matrix.Id, matrix.ScaleDenominator, matrix.CellSize, "topLeft", [matrix.OriginX, matrix.OriginY], matrix.TileSize, matrix.TileSize, matrix.Width, matrix.Height);
}
