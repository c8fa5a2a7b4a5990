using Npgsql;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Hosting.Database;

/// <summary>
/// The columns that put the rows of a collection into the order of their changes (infra/decisions/0008):
/// <c>change_xid</c>, the transaction that wrote the row last, <c>change_seq</c>, a number within it, and <c>created_xid</c>,
/// the transaction in which the row began to live. A sequence alone would be no order: a transaction that commits late
/// would put its rows where a reader has been already.
/// </summary>
internal static class ChangeOrder
{
    private const string Trigger = "place_change";

    /// <summary>The columns, as a new table gets them.</summary>
    public const string Columns = """
        change_xid      xid8   NOT NULL DEFAULT pg_current_xact_id(),
        change_seq      bigint NOT NULL DEFAULT nextval('hub.change_sequence'),
        created_xid     xid8   NOT NULL DEFAULT pg_current_xact_id()
        """;

    /// <summary>Gives a table what it lacks of the order: columns, trigger, index; and puts restored rows into it.</summary>
    /// <param name="present">The columns that the table has.</param>
    public static async Task EnsureAsync(NpgsqlConnection connection, CollectionDescriptor collection, IReadOnlyDictionary<string, string> present, CancellationToken cancel)
    {
        var table = CollectionTable.Name(collection);
        if (!present.ContainsKey("change_xid"))
            await AddColumnsAsync(connection, table, cancel);
        if (!await HasTriggerAsync(connection, table, cancel))
            await AddTriggerAsync(connection, table, cancel);
        // Not CONCURRENTLY: that waits for every statement in the database, and a second copy of the service waits in one
        // for the lock under which we work. Readers go on; an import waits about a second for each million rows.
        await ExecuteAsync(connection, $"CREATE INDEX IF NOT EXISTS {Sql.Name(collection.Relation + "_changes")} ON {table} (city, change_xid, change_seq)", cancel);
        await ExecuteAsync(connection, $"DROP INDEX IF EXISTS collections.{Sql.Name(collection.Relation + "_seq")}", cancel);
        await PlaceRestoredAsync(connection, collection, table, cancel);
    }

    /// <summary>
    /// Rows that are there already come first, in the order of their numbers: transaction 0 is before all others. The constant
    /// keeps PostgreSQL from rewriting the table; the default for new rows comes after it.
    /// </summary>
    private static async Task AddColumnsAsync(NpgsqlConnection connection, string table, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"ALTER TABLE {table} ADD COLUMN change_xid xid8 NOT NULL DEFAULT '0', ADD COLUMN created_xid xid8 NOT NULL DEFAULT '0'", cancel);
        await ExecuteAsync(connection, $"""
            ALTER TABLE {table}
                ALTER COLUMN change_xid SET DEFAULT pg_current_xact_id(),
                ALTER COLUMN created_xid SET DEFAULT pg_current_xact_id(),
                ALTER COLUMN change_seq SET DEFAULT nextval('hub.change_sequence')
            """, cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<bool> HasTriggerAsync(NpgsqlConnection connection, string table, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = $2)", connection);
        command.Parameters.AddWithValue(table);
        command.Parameters.AddWithValue(Trigger);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>An update that says its own transaction, as imports do, passes by for the price of one comparison.</summary>
    private static Task AddTriggerAsync(NpgsqlConnection connection, string table, CancellationToken cancel) => ExecuteAsync(connection, $"""
        CREATE TRIGGER {Trigger} BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN (NEW.change_xid <> pg_current_xact_id()) EXECUTE FUNCTION hub.place_change()
        """, cancel);

    /// <summary>
    /// Rows restored from the dump of another cluster may carry transactions that this one has not come to yet: they would
    /// stay hidden until it does, and then stand among changes of a later day. No row of our own can be like that, because a
    /// row that we see was written by a transaction below the snapshot's upper end.
    /// </summary>
    private static async Task PlaceRestoredAsync(NpgsqlConnection connection, CollectionDescriptor collection, string table, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            UPDATE {table} SET change_xid = pg_current_xact_id(), created_xid = '0'
            WHERE city = ANY (ARRAY(SELECT city FROM hub.datasets WHERE collection = $1))
              AND change_xid >= pg_snapshot_xmax(pg_current_snapshot())
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(collection.Id);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
