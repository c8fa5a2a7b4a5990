using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>
/// The statements of the change feed. Only rows of transactions that have ended, as every transaction before them has, are
/// handed out: so nothing can appear at a place that a reader has passed.
/// </summary>
internal static class ChangeSql
{
    private const string Settled = "pg_snapshot_xmin(pg_current_snapshot())";

    /// <summary>
    /// The changes behind <paramref name="since"/>, and one more that tells whether there are more: the columns of
    /// <see cref="FeatureSql.Columns"/>, then those that <see cref="ChangeWriter"/> reads.
    /// </summary>
    public static NpgsqlBatchCommand Page(string city, CollectionDescriptor collection, ChangeToken since, int limit)
    {
        var command = new NpgsqlBatchCommand($"""
            SELECT {FeatureSql.Columns(new ItemsQuestion(collection, limit))}, change_xid, change_seq, created_xid, changed_at, deleted_at IS NOT NULL, row_fingerprint
            FROM {CollectionTable.Name(collection)}
            WHERE city = $1 AND (change_xid, change_seq) > ($2, $3) AND change_xid < {Settled}
            {(since.CopyOf is null ? "" : "AND (deleted_at IS NULL OR change_xid >= $5)")}
            ORDER BY change_xid, change_seq LIMIT $4
            """);
        Add(command, city, NpgsqlDbType.Text);
        Add(command, since.Xid, NpgsqlDbType.Xid8);
        Add(command, since.Sequence, NpgsqlDbType.Bigint);
        Add(command, limit + 1, NpgsqlDbType.Integer);
        if (since.CopyOf is { } copyOf)
            Add(command, copyOf, NpgsqlDbType.Xid8);
        return command;
    }

    /// <summary>Whether the snapshot shows rows that the feed does not hand out yet.</summary>
    public static NpgsqlBatchCommand Unsettled(string city, CollectionDescriptor collection)
    {
        var command = new NpgsqlBatchCommand($"SELECT EXISTS (SELECT FROM {CollectionTable.Name(collection)} WHERE city = $1 AND change_xid >= {Settled})");
        Add(command, city, NpgsqlDbType.Text);
        return command;
    }

    /// <summary>Local id and fingerprint of every row, in the byte order of the ids.</summary>
    public static NpgsqlCommand Versions(NpgsqlConnection connection, string city, CollectionDescriptor collection)
    {
        var command = new NpgsqlCommand($"""
            SELECT local_id, row_fingerprint FROM {CollectionTable.Name(collection)} WHERE city = $1 AND deleted_at IS NULL ORDER BY local_id
            """, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter { Value = city, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    private static void Add(NpgsqlBatchCommand command, object value, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
}
