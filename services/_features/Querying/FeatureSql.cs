using System.Text;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>
/// The statements over one collection. Identifiers come from the descriptor, values are always parameters. The text
/// depends only on which parts a question has, so that PostgreSQL keeps the statements prepared.
/// </summary>
internal static class FeatureSql
{
    /// <summary>What is known of the dataset without touching its rows: $1 city, $2 collection.</summary>
    public static NpgsqlBatchCommand State(string city, CollectionDescriptor collection)
    {
        var command = new NpgsqlBatchCommand("SELECT count, changed_at FROM hub.datasets WHERE city = $1 AND collection = $2");
        command.Parameters.Add(Text(city));
        command.Parameters.Add(Text(collection.Id));
        return command;
    }

    /// <summary>One page: the rows after <paramref name="after"/>, and one more that tells whether there is a next page.</summary>
    public static NpgsqlBatchCommand Page(string city, ItemsQuestion question, PagePosition? after)
    {
        var command = new NpgsqlBatchCommand();
        var sql = new StringBuilder("SELECT ").Append(Columns(question.Collection));
        AppendWhere(sql, command.Parameters, city, question);
        if (after is not null)
            AppendAfter(sql, command.Parameters, question.Collection, after.Key);
        sql.Append(" ORDER BY ").Append(KeyColumns(question.Collection));
        command.Parameters.Add(new NpgsqlParameter { Value = question.Limit + 1, NpgsqlDbType = NpgsqlDbType.Integer });
        sql.Append(" LIMIT $").Append(command.Parameters.Count);
        command.CommandText = sql.ToString();
        return command;
    }

    /// <summary>How many rows match.</summary>
    public static NpgsqlCommand Count(NpgsqlConnection connection, string city, ItemsQuestion question)
    {
        var command = new NpgsqlCommand { Connection = connection };
        var sql = new StringBuilder("SELECT count(*)");
        AppendWhere(sql, command.Parameters, city, question);
        command.CommandText = sql.ToString();
        return command;
    }

    /// <summary>Every row of the city, in key order.</summary>
    public static NpgsqlCommand Everything(NpgsqlConnection connection, string city, CollectionDescriptor collection, string columns)
    {
        var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 0 };
        var sql = new StringBuilder("SELECT ").Append(columns);
        AppendWhere(sql, command.Parameters, city, new ItemsQuestion(collection, 0, null, null, null, []));
        command.CommandText = sql.Append(" ORDER BY ").Append(KeyColumns(collection)).ToString();
        return command;
    }

    /// <summary>One row by its key; null if <paramref name="localId"/> cannot be a key of this collection.</summary>
    public static NpgsqlBatchCommand? One(string city, CollectionDescriptor collection, string localId)
    {
        var parts = KeyText.Split(localId, collection.Key.Count);
        var command = new NpgsqlBatchCommand();
        var sql = new StringBuilder("SELECT ").Append(Columns(collection));
        AppendWhere(sql, command.Parameters, city, new ItemsQuestion(collection, 1, null, null, null, []));
        if (parts.Length != collection.Key.Count)
            return null;
        for (var i = 0; i < parts.Length; i++)
        {
            if (KeyText.Parameter(parts[i], collection.Key[i].Kind) is not { } parameter)
                return null;
            command.Parameters.Add(parameter);
            sql.Append(" AND ").Append(Sql.Name(collection.Key[i].Column)).Append(" = $").Append(command.Parameters.Count);
        }

        command.CommandText = sql.ToString();
        return command;
    }

    /// <summary>Key, geometry as WKB (null without one) and properties, in the order that <see cref="Writing.FeatureWriter"/> reads.</summary>
    public static string Columns(CollectionDescriptor collection) => string.Join(", ",
        collection.Key.Select(k => Sql.Name(k.Column))
            .Append(collection.Geometry is null ? "NULL::bytea" : "ST_AsBinary(geom)")
            .Concat(collection.Properties.Select(p => Sql.Name(p.Name))));

    private static string KeyColumns(CollectionDescriptor collection) => string.Join(", ", collection.Key.Select(k => Sql.Name(k.Column)));

    private static void AppendWhere(StringBuilder sql, NpgsqlParameterCollection parameters, string city, ItemsQuestion question)
    {
        parameters.Add(Text(city));
        sql.Append(" FROM ").Append(CollectionTable.Name(question.Collection)).Append(" WHERE city = $1 AND deleted_at IS NULL");
        if (question.Box is { } box)
            AppendBox(sql, parameters, question.Collection, box);
        if (question.Time is { } time && question.Collection.Instant is { } instant)
            AppendTime(sql, parameters, instant, time);
        foreach (var filter in question.Filters)
        {
            parameters.Add(new NpgsqlParameter { Value = filter.Value, NpgsqlDbType = ScalarType(filter.Property.Kind) });
            sql.Append(" AND $").Append(parameters.Count).Append(filter.Property.Kind == PropertyKind.TextList ? " = ANY (" : " = (")
                .Append(Sql.Name(filter.Property.Name)).Append(')');
        }
    }

    private static void AppendBox(StringBuilder sql, NpgsqlParameterCollection parameters, CollectionDescriptor collection, BoundingBox box)
    {
        if (collection.Geometry is null)
        {
            // A feature without a geometry lies in no box (Part 1, requirement /req/core/fc-bbox-response).
            sql.Append(" AND false");
            return;
        }

        if (!box.CrossesDateLine)
        {
            sql.Append(" AND ").Append(Intersects(parameters, box));
            return;
        }

        sql.Append(" AND (").Append(Intersects(parameters, box with { East = 180 }))
            .Append(" OR ").Append(Intersects(parameters, box with { West = -180 })).Append(')');
    }

    /// <summary>A box without width or height is a line or a point: as a polygon it would be invalid, and meet nothing.</summary>
    private static string Intersects(NpgsqlParameterCollection parameters, BoundingBox box)
    {
        var first = parameters.Count + 1;
        foreach (var side in new[] { box.West, box.South, box.East, box.North })
            parameters.Add(new NpgsqlParameter { Value = side, NpgsqlDbType = NpgsqlDbType.Double });
        var isFlat = box.West >= box.East || box.South >= box.North;
        return isFlat
            ? $"ST_Intersects(geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(${first}, ${first + 1}), ST_MakePoint(${first + 2}, ${first + 3})), 4326))"
            : $"ST_Intersects(geom, ST_MakeEnvelope(${first}, ${first + 1}, ${first + 2}, ${first + 3}, 4326))";
    }

    /// <summary>Features without a time stay in (Part 1, requirement /req/core/fc-time-response).</summary>
    public static void AppendTime(StringBuilder sql, NpgsqlParameterCollection parameters, PropertyDescriptor instant, TimeSpanFilter time)
    {
        var column = Sql.Name(instant.Name);
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

    private static void AppendAfter(StringBuilder sql, NpgsqlParameterCollection parameters, CollectionDescriptor collection, string[] key)
    {
        if (key.Length != collection.Key.Count)
            throw ProblemException.Parameter400("cursor", "The cursor is not one of this collection.");
        var first = parameters.Count + 1;
        for (var i = 0; i < key.Length; i++)
            parameters.Add(KeyText.Parameter(key[i], collection.Key[i].Kind)!);
        sql.Append(" AND (").Append(KeyColumns(collection)).Append(") > (")
            .AppendJoin(", ", Enumerable.Range(first, key.Length).Select(i => $"${i}")).Append(')');
    }

    private static NpgsqlDbType ScalarType(PropertyKind kind) =>
        kind == PropertyKind.TextList ? NpgsqlDbType.Text : CollectionTable.ParameterType(kind);

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
