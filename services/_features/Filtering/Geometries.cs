using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Converters;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Geometries in filters, read by the libraries that know their formats.</summary>
internal static class Geometries
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
