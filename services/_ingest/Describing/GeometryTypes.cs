namespace UrbanDataHub.Ingest.Describing;

/// <summary>Geometry types of GeoPackages (annex G) as formats of a descriptor.</summary>
internal static class GeometryTypes
{
    /// <summary>Any geometry.</summary>
    public const string Any = "geometry-any";

    /// <summary>The format of a type in upper case. Curves and surfaces are any: their rows are rejected one by one, with a reason.</summary>
    public static string FormatOf(string type) => type switch
    {
        "POINT" or "LINESTRING" or "POLYGON" or "MULTIPOINT" or "MULTILINESTRING" or "MULTIPOLYGON" => "geometry-" + type.ToLowerInvariant(),
        _ => Any,
    };
}
