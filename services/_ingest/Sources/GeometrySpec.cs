using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>Where the geometry of a row is: exactly one of the closed set below.</summary>
internal abstract record GeometrySpec(string Crs)
{
    /// <summary>Two numbers in fields of their own; X is always east.</summary>
    internal sealed record Point(ValueSpec X, ValueSpec Y, string Crs) : GeometrySpec(Crs);

    /// <summary>Two numbers in one field.</summary>
    internal sealed record Pair(ValueSpec Value, string Separator, bool NorthFirst, string Crs) : GeometrySpec(Crs);

    /// <summary>(E)WKB in hex.</summary>
    internal sealed record Wkb(ValueSpec Value, string Crs) : GeometrySpec(Crs);

    /// <summary>Well-known text.</summary>
    internal sealed record Wkt(ValueSpec Value, string Crs) : GeometrySpec(Crs);

    /// <summary>The geometry of a GeoJSON feature.</summary>
    internal sealed record Feature(string Crs) : GeometrySpec(Crs);

    /// <summary>The geometry column of a GeoPackage's layer.</summary>
    /// <param name="Told">The system where the source file tells it; null takes the layer's own.</param>
    internal sealed record Layer(string? Told) : GeometrySpec(Told ?? "");

    /// <summary>Reads <c>geometry</c>; a GeoJSON feature and a layer have one without it.</summary>
    public static GeometrySpec? Read(YamlValue? geometry, FileFormat format)
    {
        if (geometry is null)
            return format switch
            {
                FileFormat.GeoJson or FileFormat.OgcFeatures => new Feature(ReferenceSystems.Wgs84),
                FileFormat.GeoPackage => new Layer(null),
                _ => null,
            };
        var map = geometry.Map();
        var crs = ReadCrs(map.Optional("crs"));
        var spec = ReadKind(geometry, map, crs ?? ReferenceSystems.Wgs84, format);
        if (format == FileFormat.GeoPackage)
            spec = new Layer(crs);
        map.Done();
        return spec;
    }

    private static string? ReadCrs(YamlValue? crs) => crs is null || ReferenceSystems.Knows(crs.Text())
        ? crs?.Text()
        : throw crs.Fault($"'{crs.Text()}' must be one of {ReferenceSystems.Known}");

    private static GeometrySpec ReadKind(YamlValue at, YamlMap map, string crs, FileFormat format) =>
        (map.Optional("point"), map.Optional("wkb"), map.Optional("wkt")) switch
        {
            ({ } point, null, null) => ReadPoint(point, crs),
            (null, { } wkb, null) => new Wkb(ValueSpec.Read(wkb), crs),
            (null, null, { } wkt) => new Wkt(ValueSpec.Read(wkt), crs),
            (null, null, null) when format is FileFormat.GeoJson or FileFormat.OgcFeatures or FileFormat.GeoPackage => new Feature(crs),
            _ => throw at.Fault("must have exactly one of 'point', 'wkb' and 'wkt'"),
        };

    private static GeometrySpec ReadPoint(YamlValue point, string crs)
    {
        var map = point.Map();
        GeometrySpec spec = map.Optional("pair") is { } pair
            ? new Pair(
                ValueSpec.Read(pair),
                map.Optional("separator")?.Text() ?? ",",
                map.Required("order").OneOf("xy", "yx") == "yx",
                crs)
            : new Point(ValueSpec.Read(map.Required("x")), ValueSpec.Read(map.Required("y")), crs);
        map.Done();
        return spec;
    }
}
