using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Tiling;

/// <summary>One tile of a set, as the path of a request names it; gateway and services read it alike.</summary>
public sealed partial record TileAddress(TileMatrixSet Set, TileMatrix Matrix, int Row, int Col)
{
    /// <summary>The part of a route that names a tile.</summary>
    public const string Route = "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}";

    /// <summary>The same part for this tile.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{Set.Id}/{Matrix.Id}/{Row}/{Col}");

    /// <summary>What the tile covers.</summary>
    public PlaneBox Box => Matrix.Tile(Row, Col);

    /// <summary>The set that the path names.</summary>
    /// <exception cref="ProblemException">404: there is none of this id.</exception>
    public static TileMatrixSet ReadSet(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["tileMatrixSetId"]!;
        return TileMatrixSet.All.FirstOrDefault(s => s.Id == id)
            ?? throw ProblemException.NotFound($"There is no tile matrix set '{id}'; there are {string.Join(", ", TileMatrixSet.All.Select(s => s.Id))}.");
    }

    /// <summary>The tile that the path names.</summary>
    /// <exception cref="ProblemException">400: row or column is no whole number; 404: no such set or matrix, or outside the matrix.</exception>
    public static TileAddress Read(HttpContext context)
    {
        var set = ReadSet(context);
        var id = (string)context.Request.RouteValues["tileMatrix"]!;
        var matrix = set.Matrices.FirstOrDefault(m => m.Id == id)
            ?? throw ProblemException.NotFound($"'{set.Id}' has no tile matrix '{id}'; there are {set.Matrices[0].Id} to {set.Matrices[^1].Id}.");
        return new TileAddress(
            set, matrix, Number(context, "tileRow", "row", matrix.Height, matrix), Number(context, "tileCol", "column", matrix.Width, matrix));
    }

    /// <summary>Whether a feature in the box may be in this tile.</summary>
    /// <param name="box">West, south, east, north in degrees.</param>
    public bool Touches(double[] box) => Set.Projection.Project(box) is { } plane && Matrix.Touching(plane)?.Contains(Row, Col) == true;

    /// <summary>404 for a tile outside the limits of its tileset.</summary>
    public ProblemException Outside(string what) =>
        ProblemException.NotFound($"The tile {Path} lies outside the limits of the tileset of {what}; its metadata tell them.");

    private static int Number(HttpContext context, string name, string what, int count, TileMatrix matrix)
    {
        var text = (string)context.Request.RouteValues[name]!;
        if (!WholeNumber().IsMatch(text))
            throw ProblemException.Parameter400(name, $"'{text}' is not a whole number.");
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 0 && number < count
            ? number
            : throw ProblemException.NotFound($"The tile matrix '{matrix.Id}' has no {what} {text}; they go from 0 to {count - 1}.");
    }

    [GeneratedRegex(@"^-?[0-9]+\z")]
    private static partial Regex WholeNumber();
}
