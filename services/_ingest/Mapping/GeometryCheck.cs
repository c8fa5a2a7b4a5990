using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Brings a geometry into the hub's form (longitude, latitude, valid, of the collection's type, in the city) or says why not.</summary>
internal sealed class GeometryCheck(PropertyDescriptor geometry, string crs, InsideSpec inside, CityFile city)
{
    private const int MostVertices = 200_000;

    private readonly Projection _projection = Projection.From(crs);

    // PostGIS columns of the hub have two dimensions.
    private readonly WKBWriter _writer = new(ByteOrder.LittleEndian, handleSRID: true) { HandleOrdinates = Ordinates.XY };

    /// <summary>The check for the rows of one file; null where the collection or the source has no geometry.</summary>
    /// <exception cref="BrokenFileException">The file does not say its reference system, or has an unknown one.</exception>
    public static GeometryCheck? Bind(SourceFile source, CollectionDescriptor descriptor, CityFile city, RowReader rows) =>
        source.Geometry is { } spec && descriptor.Geometry is { } geometry
            ? new GeometryCheck(geometry, spec is GeometrySpec.Layer { Told: null } ? CrsOf(rows) : spec.Crs, source.Inside, city)
            : null;

    private static string CrsOf(RowReader rows)
    {
        const string Tell = "'geometry: { crs: EPSG:25832 }' in the source file tells it";
        // A layer without geometries has no system, and needs none.
        var crs = rows.Crs ?? (rows.HasGeometry
            ? throw new BrokenFileException(rows.File, 0, "srs_id", $"the coordinate reference system of the layer is undefined; {Tell}")
            : ReferenceSystems.Wgs84);
        return ReferenceSystems.Knows(crs)
            ? crs
            : throw new BrokenFileException(rows.File, 0, "srs_id", $"the coordinate reference system {crs} is none of {ReferenceSystems.Known}; if it is one of these by another name, {Tell}");
    }

    /// <summary>Checks and projects; the result may be a repaired geometry.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Check(Geometry raw, out Geometry? good)
    {
        good = null;
        if (raw.IsEmpty)
            return "is an empty geometry";
        if (raw.NumPoints > MostVertices)
            return $"has {raw.NumPoints} vertices, more than the limit of {MostVertices}";
        raw.Apply(_projection);
        if (CoordinateFault(raw) is { } fault)
            return fault;
        if (Fit(Repair(raw)) is not { } fitting)
            return $"is a {raw.GeometryType}, but the collection wants {geometry.Geometry}";
        good = fitting;
        return PlaceFault(good);
    }

    /// <summary>EWKB with SRID 4326.</summary>
    public byte[] ToBytes(Geometry good)
    {
        good.SRID = 4326;
        return _writer.Write(good);
    }

    private static string? CoordinateFault(Geometry geometry)
    {
        foreach (var c in geometry.Coordinates)
        {
            if (!double.IsFinite(c.X) || !double.IsFinite(c.Y))
                return "has a coordinate that is not a finite number";
            if (Math.Abs(c.X) > 180 || Math.Abs(c.Y) > 90)
                return string.Create(CultureInfo.InvariantCulture, $"the coordinates {c.X:G9}, {c.Y:G9} are no longitude and latitude; is 'crs' right?");
        }

        return null;
    }

    private static Geometry Repair(Geometry geometry) => geometry.Dimension == Dimension.Surface && !geometry.IsValid ? GeometryFixer.Fix(geometry) : geometry;

    /// <summary>The geometry in the type that the collection wants; null when it is another.</summary>
    private Geometry? Fit(Geometry repaired)
    {
        if (repaired.IsEmpty)
            return null;
        var single = repaired is GeometryCollection { NumGeometries: 1 } ? repaired.GetGeometryN(0) : repaired;
        var factory = repaired.Factory;
        return geometry.Geometry switch
        {
            "geometry-any" => repaired,
            "geometry-point" => single as Point,
            "geometry-linestring" => single as LineString,
            "geometry-polygon" => single as Polygon,
            "geometry-multipoint" => repaired as MultiPoint ?? (single is Point p ? factory.CreateMultiPoint([p]) : null),
            "geometry-multilinestring" => repaired as MultiLineString ?? (single is LineString l ? factory.CreateMultiLineString([l]) : null),
            "geometry-multipolygon" => repaired as MultiPolygon ?? (single is Polygon a ? factory.CreateMultiPolygon([a]) : null),
            _ => null,
        };
    }

    private string? PlaceFault(Geometry good)
    {
        if (inside.Box is not [var w, var s, var e, var n])
            return null;
        var box = new Envelope(w, e, s, n);
        var extent = good.EnvelopeInternal;
        if (box.Intersects(extent))
            return null;
        var swapped = new Envelope(extent.MinY, extent.MaxY, extent.MinX, extent.MaxX);
        var place = inside.OfCity ? city.Name.De : "the box of the source";
        var where = string.Create(CultureInfo.InvariantCulture, $"{extent.Centre.X:0.######}, {extent.Centre.Y:0.######} lies outside {place}");
        return box.Intersects(swapped) ? where + "; latitude and longitude may be swapped" : where;
    }
}
