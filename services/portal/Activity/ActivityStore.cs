using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Activity;

/// <summary>
/// The activity table. What is older never overwrites what is newer, so events, their repetitions and the present state
/// may come in any order.
/// </summary>
public sealed class ActivityStore(ServiceDatabase database)
{
    private const string Changed = """
        INSERT INTO portal.activity AS a (city, collection, changed_at, inserted, updated, deleted)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (city, collection) DO UPDATE
        SET changed_at = excluded.changed_at, inserted = excluded.inserted, updated = excluded.updated, deleted = excluded.deleted
        WHERE a.changed_at IS NULL OR a.changed_at < excluded.changed_at
        """;

    // Once the durable queue exists every change is heard, so asking only fills what was never heard of.
    private const string Present = """
        INSERT INTO portal.activity AS a (city, collection, changed_at)
        VALUES ($1, $2, $3)
        ON CONFLICT (city, collection) DO UPDATE SET changed_at = excluded.changed_at
        WHERE a.changed_at IS NULL
        """;

    private const string Imported = """
        INSERT INTO portal.activity AS a (city, collection, imported_at, import)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (city, collection) DO UPDATE
        SET imported_at = excluded.imported_at, import = excluded.import
        WHERE a.imported_at IS NULL OR a.imported_at <= excluded.imported_at
        """;

    /// <summary>Notes a change of rows, once for <paramref name="messageId"/>.</summary>
    public Task NoteChangeAsync(Guid messageId, DatasetActivity activity, CancellationToken cancel) =>
        OnceAsync(messageId, ChangeCommand(activity), cancel);

    /// <summary>Notes the end of an import, once for <paramref name="messageId"/>.</summary>
    public Task NoteImportAsync(Guid messageId, ImportReport report, CancellationToken cancel) =>
        OnceAsync(messageId, ImportCommand(report), cancel);

    /// <summary>Notes what is known from asking and not from an event.</summary>
    public async Task NotePresentAsync(IEnumerable<DatasetActivity> present, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var activity in present)
        {
            if (activity.ChangedAt is not null)
                await ExecuteAsync(PresentCommand(activity), connection, transaction, cancel);
            if (activity.Import is not null)
                await ExecuteAsync(ImportCommand(activity.Import), connection, transaction, cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>All there is, by city and collection.</summary>
    public async Task<IReadOnlyDictionary<(string City, string Collection), DatasetActivity>> AllAsync(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("SELECT city, collection, changed_at, inserted, updated, deleted, import::text FROM portal.activity");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var all = new Dictionary<(string, string), DatasetActivity>();
        while (await reader.ReadAsync(cancel))
            all.Add((reader.GetString(0), reader.GetString(1)), Read(reader));
        return all;
    }

    private static DatasetActivity Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
        reader.IsDBNull(3) ? null : new ChangeCounts(reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)),
        reader.IsDBNull(6) ? null : JsonSerializer.Deserialize<ImportReport>(reader.GetString(6)));

    private static NpgsqlCommand ChangeCommand(DatasetActivity activity) => new(Changed)
    {
        Parameters =
        {
            new() { Value = activity.City },
            new() { Value = activity.Collection },
            new() { Value = activity.ChangedAt!.Value.ToUniversalTime() },
            Count(activity.Change?.Inserted),
            Count(activity.Change?.Updated),
            Count(activity.Change?.Deleted),
        },
    };

    private static NpgsqlCommand PresentCommand(DatasetActivity activity) => new(Present)
    {
        Parameters =
        {
            new() { Value = activity.City },
            new() { Value = activity.Collection },
            new() { Value = activity.ChangedAt!.Value.ToUniversalTime() },
        },
    };

    private static NpgsqlCommand ImportCommand(ImportReport report) => new(Imported)
    {
        Parameters =
        {
            new() { Value = report.City },
            new() { Value = report.Collection },
            new() { Value = report.StartedAt.ToUniversalTime() },
            new() { Value = JsonSerializer.Serialize(report), NpgsqlDbType = NpgsqlDbType.Jsonb },
        },
    };

    private static NpgsqlParameter Count(long? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private async Task OnceAsync(Guid messageId, NpgsqlCommand effect, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Inbox.TryAcceptAsync(connection, transaction, messageId, cancel))
            await ExecuteAsync(effect, connection, transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task ExecuteAsync(NpgsqlCommand command, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using (command)
        {
            command.Connection = connection;
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
