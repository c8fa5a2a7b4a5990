using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Spatial functions of CQL2 (clause 7.6) by PostGIS; heights do not count.</summary>
internal static class SpatialSql
{
    private const int PiecesOfEdge = 64;

    private static readonly GeometryFactory _factory = new();

    /// <summary>The SQL of one comparison.</summary>
    public static string Of(string op, string left, string right) => op switch
    {
        "s_disjoint" => $"(NOT ST_Intersects({left}, {right}))",
        _ => $"ST_{char.ToUpperInvariant(op[2])}{op[3..]}({left}, {right})",
    };

    /// <summary>
    /// A geometry or box as a geometry in the stored system. Straight edges in metres are cut into short ones before they
    /// become degrees.
    /// </summary>
    /// <param name="parameter">Adds a parameter.</param>
    public static string Literal(Expression literal, CoordinateSystem crs, Func<object, NpgsqlDbType, string> parameter)
    {
        var geometry = literal is BoxLiteral box ? Box(box.Sides, crs) : EastFirst(((GeometryLiteral)literal).Value, crs);
        var bytes = new WKBWriter(ByteOrder.LittleEndian, handleSRID: false, emitZ: false).Write(geometry);
        var sql = $"ST_GeomFromWKB({parameter(bytes, NpgsqlDbType.Bytea)}, {crs.Srid})";
        if (crs.Stored)
            return sql;
        var size = Math.Max(geometry.EnvelopeInternal.Width, geometry.EnvelopeInternal.Height);
        var pieces = size > 0 ? $"ST_Segmentize({sql}, {parameter(size / PiecesOfEdge, NpgsqlDbType.Double)})" : sql;
        return $"ST_Transform({pieces}, {CoordinateSystem.Crs84.Srid})";
    }

    private static Geometry EastFirst(Geometry geometry, CoordinateSystem crs)
    {
        var copy = geometry.Copy();
        if (crs.NorthFirst)
            copy.Apply(new Swap());
        foreach (var c in copy.Coordinates)
            RequireInside(c.X, c.Y, crs);
        return copy;
    }

    private static Geometry Box(IReadOnlyList<double> sides, CoordinateSystem crs)
    {
        var (a, b, c, d) = sides.Count == 6 ? (sides[0], sides[1], sides[3], sides[4]) : (sides[0], sides[1], sides[2], sides[3]);
        var (west, south, east, north) = crs.NorthFirst ? (b, a, d, c) : (a, b, c, d);
        if (south > north)
            throw FilterFault.Because($"In a BBOX south ({south}) lies north of north ({north}).");
        if (!crs.Geographic && west > east)
            throw FilterFault.Because($"In a BBOX west ({west}) lies east of east ({east}).");
        RequireInside(west, south, crs);
        RequireInside(east, north, crs);
        // West of the date line to the east of it.
        return west > east
            ? _factory.BuildGeometry([Rectangle(west, south, 180, north), Rectangle(-180, south, east, north)])
            : Rectangle(west, south, east, north);
    }

    /// <summary>A box without width or height is a line or a point.</summary>
    private static Geometry Rectangle(double west, double south, double east, double north) =>
        _factory.ToGeometry(new Envelope(west, east, south, north));

    private static void RequireInside(double x, double y, CoordinateSystem crs)
    {
        if (!crs.Geographic && (x < crs.Domain[0] || y < crs.Domain[1] || x > crs.Domain[2] || y > crs.Domain[3]))
            throw FilterFault.Because($"The coordinate {x} {y} lies outside of '{crs.Uri}', the system of the filter's geometries (filter-crs).");
    }

    private sealed class Swap : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = (seq.GetX(i), seq.GetY(i));
            seq.SetX(i, y);
            seq.SetY(i, x);
        }
    }
}
