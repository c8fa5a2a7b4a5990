using System.Text.Json;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>GeoJSON (RFC 7946) as clients write it: a geometry, or a feature that has one.</summary>
internal static class Geometries
{
    private static readonly string[] _types = ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"];

    /// <summary>The geometry.</summary>
    /// <exception cref="ProblemException">400: it is none, or lies outside of longitudes and latitudes.</exception>
    public static string Of(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String)
        {
            if (type.ValueEquals("Feature") && value.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object)
                return Of(geometry, at + "/geometry");
            if (_types.Contains(type.GetString()) && value.TryGetProperty("coordinates", out var coordinates))
            {
                Check(coordinates, at + "/coordinates");
                return $$"""{"type":"{{type.GetString()}}","coordinates":{{coordinates.GetRawText()}}}""";
            }
        }

        throw Faults.Member(at, $"must be a GeoJSON geometry ({string.Join(", ", _types)}) or a Feature that has one, as the encodingType says");
    }

    private static void Check(JsonElement coordinates, string at)
    {
        if (coordinates.ValueKind != JsonValueKind.Array)
            throw Faults.Member(at, "must be an array of coordinates");
        if (coordinates.GetArrayLength() > 0 && coordinates[0].ValueKind != JsonValueKind.Number)
        {
            foreach (var part in coordinates.EnumerateArray())
                Check(part, at);
            return;
        }

        var numbers = coordinates.EnumerateArray().Select(c => c.ValueKind == JsonValueKind.Number ? c.GetDouble() : double.NaN).ToList();
        if (numbers is not [>= -180 and <= 180, >= -90 and <= 90, ..] || numbers.Exists(n => !double.IsFinite(n)) || numbers.Count > 4)
            throw Faults.Member(at, $"{coordinates.GetRawText()} is no longitude (-180 to 180) and latitude (-90 to 90), in this order");
    }
}
