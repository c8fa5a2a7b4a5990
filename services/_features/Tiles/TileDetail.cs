namespace UrbanDataHub.Features.Tiles;

/// <summary>How much of its features a tile shows. A tile that is too large with one is made again with the next.</summary>
/// <param name="Features">Most features in the tile.</param>
/// <param name="Properties">Whether it has all properties, or <c>id</c> and <c>city</c> alone.</param>
/// <param name="Tolerance">Pixels by which the outline of a line or an area may differ.</param>
internal sealed record TileDetail(int Features, bool Properties, double Tolerance)
{
    /// <summary>Bytes that a tile is kept below.</summary>
    public const int LargestTile = 500_000;

    /// <summary>Every feature with everything: for tiles with no more of them.</summary>
    public static readonly TileDetail Whole = new(4_000, Properties: true, 0.5);

    /// <summary>
    /// One point a pixel, no line or area smaller than a pixel, and of what is left the largest, taken in turns from squares
    /// of 8 pixels, so that a dense quarter does not empty the others.
    /// </summary>
    public static readonly TileDetail Thinned = new(4_000, Properties: false, 1);

    /// <summary>The last resort, for areas with very long outlines: what comes out is sent, whatever its size.</summary>
    public static readonly TileDetail Coarse = new(1_000, Properties: false, 2);
}
