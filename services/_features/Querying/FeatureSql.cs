using System.Text;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>
/// The statements over one collection. Identifiers come from the descriptor, values are always parameters. The text
/// depends only on which parts a question has, so that PostgreSQL keeps the statements prepared.
/// </summary>
internal static class FeatureSql
{
    /// <summary>What is known of the dataset without touching its rows, for <see cref="DatasetState"/>.</summary>
    public static NpgsqlBatchCommand State(string city, CollectionDescriptor collection)
    {
        var command = new NpgsqlBatchCommand("SELECT count, changed_at, box FROM hub.datasets WHERE city = $1 AND collection = $2");
        command.Parameters.Add(Text(city));
        command.Parameters.Add(Text(collection.Id));
        return command;
    }

    /// <summary>One page: the rows after <paramref name="after"/>, and one more that tells whether there is a next page.</summary>
    public static NpgsqlBatchCommand Page(string city, ItemsQuestion question, PagePosition? after)
    {
        var command = new NpgsqlBatchCommand();
        var sql = new StringBuilder("SELECT ").Append(Columns(question)).Append(RowOrder.Columns(question.Sort));
        AppendWhere(sql, command.Parameters, city, question);
        if (after is not null)
            RowOrder.AppendBehind(sql, command.Parameters, question, after);
        sql.Append(" ORDER BY ").Append(RowOrder.By(question));
        command.Parameters.Add(new NpgsqlParameter { Value = question.Limit + 1, NpgsqlDbType = NpgsqlDbType.Integer });
        sql.Append(" LIMIT $").Append(command.Parameters.Count);
        command.CommandText = sql.ToString();
        return command;
    }

    /// <summary>How many rows match.</summary>
    public static NpgsqlCommand Count(NpgsqlConnection connection, string city, ItemsQuestion question)
    {
        var command = new NpgsqlCommand { Connection = connection };
        command.CommandText = CountText(command.Parameters, city, question);
        return command;
    }

    /// <summary>The same within a batch.</summary>
    public static NpgsqlBatchCommand Matched(string city, ItemsQuestion question)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText = CountText(command.Parameters, city, question);
        return command;
    }

    private static string CountText(NpgsqlParameterCollection parameters, string city, ItemsQuestion question)
    {
        var sql = new StringBuilder("SELECT count(*)");
        AppendWhere(sql, parameters, city, question);
        return sql.ToString();
    }

    /// <summary>Every row of the city, in key order.</summary>
    public static NpgsqlCommand Everything(NpgsqlConnection connection, string city, CollectionDescriptor collection, string columns)
    {
        var question = new ItemsQuestion(collection, 0);
        var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 0 };
        var sql = new StringBuilder("SELECT ").Append(columns);
        AppendWhere(sql, command.Parameters, city, question);
        command.CommandText = sql.Append(" ORDER BY ").Append(RowOrder.By(question)).ToString();
        return command;
    }

    /// <summary>One row by its key; null if <paramref name="localId"/> cannot be a key of this collection.</summary>
    public static NpgsqlBatchCommand? One(string city, ItemsQuestion question, string localId)
    {
        var key = question.Collection.Key;
        if (KeyText.Split(localId, key) is not { } parts)
            return null;
        var command = new NpgsqlBatchCommand();
        var sql = new StringBuilder("SELECT ").Append(Columns(question));
        AppendWhere(sql, command.Parameters, city, question);
        for (var i = 0; i < parts.Length; i++)
        {
            if (KeyText.Parameter(parts[i], key[i].Kind) is not { } parameter)
                return null;
            command.Parameters.Add(parameter);
            sql.Append(" AND ").Append(Sql.Name(key[i].Column)).Append(" = $").Append(command.Parameters.Count);
        }

        command.CommandText = sql.ToString();
        return command;
    }

    /// <summary>Key, geometry as WKB (null without one) and properties, in the order that <see cref="Writing.FeatureWriter"/> reads.</summary>
    public static string Columns(ItemsQuestion question) => string.Join(", ",
        question.Collection.Key.Select(k => Sql.Name(k.Column))
            .Append(Geometry(question))
            .Concat(question.Selection.Properties.Select(p => Sql.Name(p.Column))));

    private static string Geometry(ItemsQuestion question) => question switch
    {
        { Collection.Geometry: null } or { Selection.Geometry: false } => "NULL::bytea",
        { Crs.Stored: true } => "ST_AsBinary(geom)",
        _ => $"ST_AsBinary(ST_Transform(geom, {question.Crs.Srid}))",
    };

    private static void AppendWhere(StringBuilder sql, NpgsqlParameterCollection parameters, string city, ItemsQuestion question)
    {
        parameters.Add(Text(city));
        sql.Append(" FROM ").Append(CollectionTable.Name(question.Collection)).Append(" t WHERE city = $1 AND deleted_at IS NULL");
        Conditions.Append(sql, parameters, question);
    }

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
