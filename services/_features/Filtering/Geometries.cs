using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Converters;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Geometries in filters, read by the libraries that know their formats.</summary>
public static class Geometries
{
    private const int MostVertices = 10_000;

    private static readonly JsonSerializerOptions _json = new() { Converters = { new GeoJsonConverterFactory() }, MaxDepth = FilterLimits.Depth };

    /// <summary>Reads Well-Known Text.</summary>
    /// <param name="at">Position of the text in the filter, for the message.</param>
    public static Geometry Wkt(string text, int at)
    {
        try
        {
            return Checked(new WKTReader { IsOldNtsCoordinateSyntaxAllowed = true, IsOldNtsMultiPointSyntaxAllowed = true }.Read(text));
        }
        catch (Exception e) when (e is NetTopologySuite.IO.ParseException or ArgumentException or InvalidOperationException)
        {
            throw FilterFault.Because($"The geometry at position {at + 1} is not readable: {FirstLine(e)}");
        }
    }

    /// <summary>Reads a GeoJSON geometry.</summary>
    public static Geometry GeoJson(JsonElement json) => GeoJson(json, MostVertices);

    /// <summary>Reads a GeoJSON geometry that stands in a body whose length is limited.</summary>
    public static Geometry GeoJsonOfAnySize(JsonElement json) => GeoJson(json, int.MaxValue);

    private static Geometry GeoJson(JsonElement json, int most)
    {
        try
        {
            return Checked(json.Deserialize<Geometry>(_json), most);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw FilterFault.Because($"The GeoJSON geometry is not readable: {FirstLine(e)}");
        }
    }

    /// <summary>A box as a geometry, its axes in the order east, north; in two parts where it crosses the date line.</summary>
    /// <param name="sides">Four numbers, or six with heights, in the axis order of <paramref name="crs"/>.</param>
    /// <exception cref="Hosting.Web.ProblemException">400: its sides lie the wrong way round.</exception>
    public static Geometry Box(IReadOnlyList<double> sides, CoordinateSystem crs)
    {
        var (a, b, c, d) = sides.Count == 6 ? (sides[0], sides[1], sides[3], sides[4]) : (sides[0], sides[1], sides[2], sides[3]);
        var (west, south, east, north) = crs.NorthFirst ? (b, a, d, c) : (a, b, c, d);
        if (south > north)
            throw FilterFault.Because($"In a BBOX south ({south}) lies north of north ({north}).");
        if (!crs.Geographic && west > east)
            throw FilterFault.Because($"In a BBOX west ({west}) lies east of east ({east}).");
        return west > east
            ? GeometryFactory.Default.BuildGeometry([Rectangle(west, south, 180, north), Rectangle(-180, south, east, north)])
            : Rectangle(west, south, east, north);
    }

    /// <summary>A box without width or height is a line or a point.</summary>
    private static Geometry Rectangle(double west, double south, double east, double north) =>
        GeometryFactory.Default.ToGeometry(new Envelope(west, east, south, north));

    private static Geometry Checked(Geometry? geometry, int most = MostVertices)
    {
        if (geometry is null or { IsEmpty: true })
            throw FilterFault.Because("A geometry is empty.");
        if (geometry.NumPoints > most)
            throw FilterFault.Because($"A geometry has {geometry.NumPoints} vertices; there may be {most}.");
        if (geometry.Coordinates.Any(c => !double.IsFinite(c.X) || !double.IsFinite(c.Y)))
            throw FilterFault.Because("A geometry has a coordinate that is no number.");
        return geometry;
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();
}
