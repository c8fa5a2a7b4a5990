using System.Text;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>The conditions of a question, each appended as <c>AND …</c>.</summary>
internal static class Conditions
{
    // A straight edge in metres is a curve in degrees; with so many pieces it is off by less than a millimetre over a city.
    private const int PiecesOfEdge = 64;

    /// <summary>Appends all that a question asks of a row.</summary>
    public static void Append(StringBuilder sql, NpgsqlParameterCollection parameters, ItemsQuestion question)
    {
        if (question.Box is { } box)
            AppendBox(sql, parameters, question.Collection, box);
        if (question.Time is { } time && question.Collection.Instant is { } instant)
            AppendTime(sql, parameters, instant, time);
        foreach (var filter in question.Filters)
            AppendEquals(sql, parameters, filter);
        if (question.Filter is { } asked)
            sql.Append(" AND ").Append(FilterSql.Condition(asked, parameters, question.Collection));
    }

    private static void AppendEquals(StringBuilder sql, NpgsqlParameterCollection parameters, PropertyFilter filter)
    {
        var isList = filter.Property.Kind == PropertyKind.TextList;
        parameters.Add(new NpgsqlParameter { Value = filter.Value, NpgsqlDbType = isList ? NpgsqlDbType.Text : CollectionTable.ParameterType(filter.Property.Kind) });
        sql.Append(" AND $").Append(parameters.Count).Append(isList ? " = ANY (" : " = (").Append(Sql.Name(filter.Property.Column)).Append(')');
    }

    private static void AppendBox(StringBuilder sql, NpgsqlParameterCollection parameters, CollectionDescriptor collection, BoundingBox asked)
    {
        // A feature without a geometry lies in no box (Part 1, requirement /req/core/fc-bbox-response).
        if (collection.Geometry is null || asked.Clipped() is not { } box)
            sql.Append(" AND false");
        else if (box.CrossesDateLine)
            sql.Append(" AND (").Append(Intersects(parameters, box with { East = 180 }))
                .Append(" OR ").Append(Intersects(parameters, box with { West = -180 })).Append(')');
        else
            sql.Append(" AND ").Append(Intersects(parameters, box));
    }

    /// <summary>A box without width or height is a line or a point: as a polygon it would be invalid, and meet nothing.</summary>
    private static string Intersects(NpgsqlParameterCollection parameters, BoundingBox box)
    {
        var first = parameters.Count + 1;
        foreach (var side in new[] { box.West, box.South, box.East, box.North })
            parameters.Add(new NpgsqlParameter { Value = side, NpgsqlDbType = NpgsqlDbType.Double });
        var isFlat = box.West >= box.East || box.South >= box.North;
        var shape = isFlat
            ? $"ST_SetSRID(ST_MakeLine(ST_MakePoint(${first}, ${first + 1}), ST_MakePoint(${first + 2}, ${first + 3})), {box.Crs.Srid})"
            : $"ST_MakeEnvelope(${first}, ${first + 1}, ${first + 2}, ${first + 3}, {box.Crs.Srid})";
        if (box.Crs.Stored)
            return $"ST_Intersects(geom, {shape})";
        parameters.Add(new NpgsqlParameter { Value = Math.Max(box.East - box.West, box.North - box.South) / PiecesOfEdge, NpgsqlDbType = NpgsqlDbType.Double });
        var pieces = box.West == box.East && box.South == box.North ? shape : $"ST_Segmentize({shape}, ${parameters.Count})";
        return $"ST_Intersects(geom, ST_Transform({pieces}, {CoordinateSystem.Crs84.Srid}))";
    }

    /// <summary>Appends that a row lies in a time. Features without a time stay in (Part 1, requirement /req/core/fc-time-response).</summary>
    public static void AppendTime(StringBuilder sql, NpgsqlParameterCollection parameters, PropertyDescriptor instant, TimeSpanFilter time)
    {
        var column = Sql.Name(instant.Column);
        var conditions = new List<string>();
        foreach (var (end, comparison) in new[] { (time.From, ">="), (time.To, "<=") })
        {
            if (end is null)
                continue;
            parameters.Add(instant.Kind == PropertyKind.Date
                ? new NpgsqlParameter { Value = DateOnly.FromDateTime(end.Value.UtcDateTime), NpgsqlDbType = NpgsqlDbType.Date }
                : new NpgsqlParameter { Value = end.Value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            conditions.Add($"{column} {comparison} ${parameters.Count}");
        }

        var inside = string.Join(" AND ", conditions);
        // "OR IS NULL" would keep PostgreSQL from the index where there is nothing to keep in.
        sql.Append(instant.Required ? $" AND {inside}" : $" AND (({inside}) OR {column} IS NULL)");
    }
}
