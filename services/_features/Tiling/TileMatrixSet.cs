using System.Text.Json;

namespace UrbanDataHub.Features.Tiling;

/// <summary>A tile matrix set (OGC Two Dimensional Tile Matrix Set 2.0).</summary>
/// <param name="Uri">Where the OGC has registered it; null if it has not.</param>
/// <param name="Crs">URI of its coordinate reference system.</param>
/// <param name="Json">The definition document itself.</param>
public sealed record TileMatrixSet(
    string Id, string Title, string? Uri, string Crs, MapProjection Projection, IReadOnlyList<TileMatrix> Matrices, string Json)
{
    /// <summary>The sets that there are tiles in.</summary>
    public static IReadOnlyList<TileMatrixSet> All { get; } =
    [
        Read("WebMercatorQuad", new WebMercator()),
        Read("DE_EPSG_25832_ADV", new TransverseMercator(32)),
    ];

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

    private static TileMatrixSet Read(string id, MapProjection projection)
    {
        using var stream = typeof(TileMatrixSet).Assembly.GetManifestResourceStream($"tile-matrix-sets/{id}.json")!;
        var json = new StreamReader(stream).ReadToEnd();
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new TileMatrixSet(
            id,
            root.GetProperty("title").GetString()!,
            root.TryGetProperty("uri", out var uri) ? uri.GetString() : null,
            root.GetProperty("crs").GetString()!,
            projection,
            [.. root.GetProperty("tileMatrices").EnumerateArray().Select(ReadMatrix)],
            json);
    }

    private static TileMatrix ReadMatrix(JsonElement matrix) => new(
        matrix.GetProperty("id").GetString()!,
        matrix.GetProperty("cellSize").GetDouble(),
        matrix.GetProperty("pointOfOrigin")[0].GetDouble(),
        matrix.GetProperty("pointOfOrigin")[1].GetDouble(),
        matrix.GetProperty("tileWidth").GetInt32(),
        matrix.GetProperty("matrixWidth").GetInt32(),
        matrix.GetProperty("matrixHeight").GetInt32());
}
