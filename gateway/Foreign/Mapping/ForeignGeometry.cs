using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace UrbanDataHub.Gateway.Foreign.Mapping;

/// <summary>Geometries of foreign rows: GeoJSON, two-dimensional, of the kind that the collection wants.</summary>
public static class ForeignGeometry
{
    private static readonly JsonSerializerOptions _json = new() { Converters = { new GeoJsonConverterFactory() } };
    private static readonly GeometryFactory _factory = new(new PrecisionModel(), 4326);

    /// <summary>Reads a geometry; null if it is none, or of a kind that does not fit.</summary>
    /// <param name="wanted">The <c>format</c> of the descriptor, such as <c>geometry-point</c>.</param>
    public static Geometry? Read(JsonElement geometry, string wanted)
    {
        try
        {
            var read = geometry.Deserialize<Geometry>(_json);
            return read is null || read.IsEmpty || !IsOnEarth(read) ? null : Fitted(read, wanted);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    private static bool IsOnEarth(Geometry geometry) => geometry.EnvelopeInternal is { MinX: >= -180, MaxX: <= 180, MinY: >= -90, MaxY: <= 90 };

    /// <summary>A single part becomes a multi geometry where the collection wants one, and the other way round where there is one part.</summary>
    private static Geometry? Fitted(Geometry geometry, string wanted) => (wanted, geometry) switch
    {
        ("geometry-any", _) => geometry,
        ("geometry-point", MultiPoint { NumGeometries: 1 } one) => one.GetGeometryN(0),
        ("geometry-linestring", MultiLineString { NumGeometries: 1 } one) => one.GetGeometryN(0),
        ("geometry-polygon", MultiPolygon { NumGeometries: 1 } one) => one.GetGeometryN(0),
        ("geometry-multipoint", Point point) => _factory.CreateMultiPoint([point]),
        ("geometry-multilinestring", LineString line) => _factory.CreateMultiLineString([line]),
        ("geometry-multipolygon", Polygon polygon) => _factory.CreateMultiPolygon([polygon]),
        _ => wanted.EndsWith(geometry.GeometryType, StringComparison.OrdinalIgnoreCase)
            && wanted.Length == "geometry-".Length + geometry.GeometryType.Length ? geometry : null,
    };
}
