using System.Globalization;

namespace UrbanDataHub.Features.Tiling;

/// <summary>
/// A tile matrix set (OGC Two Dimensional Tile Matrix Set 2.0) in which each matrix halves the cells of the one before it and
/// doubles its rows and columns.
/// </summary>
/// <param name="Uri">Where the OGC has registered it; null if it has not.</param>
/// <param name="Crs">URI of its coordinate reference system.</param>
/// <param name="OrderedAxes">Names of the axes, in the order of the system.</param>
public sealed record TileMatrixSet(
    string Id,
    string Title,
    string? Description,
    string? Uri,
    string Crs,
    IReadOnlyList<string> OrderedAxes,
    string? WellKnownScaleSet,
    MapProjection Projection,
    IReadOnlyList<TileMatrix> Matrices)
{
    /// <summary>The sets that there are tiles in.</summary>
    public static IReadOnlyList<TileMatrixSet> All { get; } = [WebMercatorQuad(), AdvGrid()];

    /// <summary>All tiles of each matrix.</summary>
    public IEnumerable<(TileMatrix Matrix, TileRange Range)> Everything =>
        Matrices.Select(m => (m, new TileRange(0, m.Height - 1, 0, m.Width - 1)));

    /// <summary>The tiles of each matrix that a feature in the box may be in; matrices without such a tile are left out.</summary>
    /// <param name="box">West, south, east, north in degrees.</param>
    public IEnumerable<(TileMatrix Matrix, TileRange Range)> Touching(double[] box)
    {
        if (Projection.Project(box) is not { } plane)
            yield break;
        foreach (var matrix in Matrices)
        {
            if (matrix.Touching(plane) is { } range)
                yield return (matrix, range);
        }
    }

    /// <summary>Registered by the OGC (annex D.1 of the standard): matrix 0 is one tile of the whole square of the projection.</summary>
    private static TileMatrixSet WebMercatorQuad()
    {
        var half = Math.PI * WebMercator.Radius;
        return new TileMatrixSet(
            "WebMercatorQuad",
            "Web Mercator, the whole square in one tile",
            Description: null,
            "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
            "http://www.opengis.net/def/crs/EPSG/0/3857",
            ["X", "Y"],
            "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
            new WebMercator(),
            Halving(25, "0", -half, half, 2 * half / TileSize));
    }

    /// <summary>Of the German surveying authorities, as the WMTS of basemap.de has it: origin, cell sizes and names of the 14 matrices.</summary>
    private static TileMatrixSet AdvGrid() => new(
        "DE_EPSG_25832_ADV",
        "AdV grid in ETRS89 / UTM zone 32N",
        "The grid DE_EPSG_25832_ADV of the German surveying authorities (AdV), as the WMTS of basemap.de publishes it: its tiles lie exactly over those of basemap.de. It is not registered with the OGC, so it has no URI there.",
        Uri: null,
        "http://www.opengis.net/def/crs/EPSG/0/25832",
        ["E", "N"],
        WellKnownScaleSet: null,
        new TransverseMercator(32),
        Halving(14, "00", -46_133.17, 6_301_219.54, 4_891.96981025128));

    /// <param name="names">Format of their names, which count from 0.</param>
    private static IReadOnlyList<TileMatrix> Halving(int matrices, string names, double originX, double originY, double cellSize) =>
    [
        .. Enumerable.Range(0, matrices).Select(i => new TileMatrix(
            i.ToString(names, CultureInfo.InvariantCulture), Math.ScaleB(cellSize, -i), originX, originY, TileSize, 1 << i, 1 << i)),
    ];

    private const int TileSize = 256;
}
