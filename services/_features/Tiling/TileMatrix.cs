namespace UrbanDataHub.Features.Tiling;

/// <summary>A block of tiles of one matrix, ends included.</summary>
public readonly record struct TileRange(int MinRow, int MaxRow, int MinCol, int MaxCol)
{
    /// <summary>Whether the tile is one of the block.</summary>
    public bool Contains(int row, int col) => row >= MinRow && row <= MaxRow && col >= MinCol && col <= MaxCol;
}

/// <summary>One scale of a tile matrix set (OGC Two Dimensional Tile Matrix Set 2.0, clause 6.2), counted from its top left corner.</summary>
/// <param name="CellSize">Metres of a pixel.</param>
/// <param name="OriginX">West side of column 0.</param>
/// <param name="OriginY">North side of row 0.</param>
/// <param name="TileSize">Pixels of a tile, in both directions.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record TileMatrix(string Id, double CellSize, double OriginX, double OriginY, int TileSize, int Width, int Height)
{
    /// <summary>The scale if a pixel is as large as the standard takes it for, 0.28 mm (clause 6.1.1.2).</summary>
    public double ScaleDenominator => CellSize / 0.28e-3;

    /// <summary>Metres of a side of a tile.</summary>
    public double Span => TileSize * CellSize;

    /// <summary>Metres around a tile of which features are in it too.</summary>
    public double Buffer => Span * VectorTile.Buffer / VectorTile.Extent;

    /// <summary>What all tiles cover.</summary>
    public PlaneBox Whole => new(OriginX, OriginY - Height * Span, OriginX + Width * Span, OriginY);

    /// <summary>What one tile covers.</summary>
    public PlaneBox Tile(int row, int col) =>
        new(OriginX + col * Span, OriginY - (row + 1) * Span, OriginX + (col + 1) * Span, OriginY - row * Span);

    /// <summary>The tiles that a feature in <paramref name="box"/> may be in, by its place or by the buffer; null if there are none.</summary>
    public TileRange? Touching(PlaneBox box)
    {
        var wide = box.Widened(Buffer).Within(Whole);
        if (wide.MinX > wide.MaxX || wide.MinY > wide.MaxY)
            return null;
        return new TileRange(
            Index(OriginY - wide.MaxY, Height), Index(OriginY - wide.MinY, Height),
            Index(wide.MinX - OriginX, Width), Index(wide.MaxX - OriginX, Width));
    }

    private int Index(double distance, int count) => (int)Math.Clamp(Math.Floor(distance / Span), 0, count - 1);
}

/// <summary>How features lie in a vector tile (Mapbox Vector Tile 2.1, clause 4.2).</summary>
public static class VectorTile
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/vnd.mapbox-vector-tile";

    /// <summary>Steps of the grid of a tile, in both directions.</summary>
    public const int Extent = 4096;

    /// <summary>Steps around a tile of which features are in it too: 8 pixels, so that symbols are not cut at its edge.</summary>
    public const int Buffer = 128;
}
