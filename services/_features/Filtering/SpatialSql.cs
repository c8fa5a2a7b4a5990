using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Spatial functions of CQL2 (clause 7.6) by PostGIS; heights do not count.</summary>
internal static class SpatialSql
{
    private const int PiecesOfEdge = 64;

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
        var geometry = literal is BoxLiteral box ? Geometries.Box(box.Sides, crs) : EastFirst(((GeometryLiteral)literal).Value, crs);
        foreach (var c in geometry.Coordinates)
            RequireInside(c.X, c.Y, crs);
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
        return copy;
    }

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
