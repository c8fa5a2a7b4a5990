using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>The reports of all runs, and the quarantine.</summary>
public sealed class ImportLog(ServiceDatabase database)
{
    private const string Columns = "id, city, collection, source, state, started_at, duration_ms, read, skipped, rejected, inserted, updated, deleted, unchanged, detail, files::text";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Notes that a run begins; its number.</summary>
    public async Task<long> BeginAsync(string city, string collection, string source, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("INSERT INTO hub.imports (city, collection, source, state) VALUES ($1, $2, $3, 'running') RETURNING id");
        AddTexts(command, city, collection, source);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Notes a run whose report is written with its rows; its number.</summary>
    public static async Task<long> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ImportReport report, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO hub.imports (city, collection, source, state, started_at) VALUES ($1, $2, $3, $4, $5) RETURNING id", connection, transaction);
        AddTexts(command, report.City, report.Collection, report.Source, report.State);
        command.Parameters.AddWithValue(report.StartedAt);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Writes how a run ended, in the transaction of its rows when it has one.</summary>
    public static async Task EndAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ImportReport report, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            UPDATE hub.imports SET state = $2, duration_ms = $3, read = $4, skipped = $5, rejected = $6,
                inserted = $7, updated = $8, deleted = $9, unchanged = $10, detail = $11, files = $12
            WHERE id = $1
            """, connection, transaction);
        command.Parameters.AddWithValue(report.Id);
        command.Parameters.AddWithValue(report.State);
        command.Parameters.AddWithValue(report.DurationMs);
        foreach (var count in new[] { report.Read, report.Skipped, report.Rejected, report.Inserted, report.Updated, report.Deleted, report.Unchanged })
            command.Parameters.AddWithValue(count);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)report.Detail ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(report.Files, Json), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Puts rejected rows into quarantine.</summary>
    /// <param name="after">How many of the run lie there already.</param>
    public static async Task QuarantineAsync(NpgsqlConnection connection, long import, IReadOnlyList<RejectedItem> rejections, CancellationToken cancel, long after = 0)
    {
        if (rejections.Count == 0)
            return;
        await using var copy = await connection.BeginBinaryImportAsync("COPY hub.rejections (import_id, position, file, line, field, reason, row) FROM STDIN (FORMAT binary)", cancel);
        for (var position = 0; position < rejections.Count; position++)
        {
            var rejected = rejections[position];
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(import, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(after + position + 1, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(rejected.File, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(rejected.Line, NpgsqlDbType.Bigint, cancel);
            foreach (var text in new[] { rejected.Field, rejected.Reason, rejected.Row })
                // PostgreSQL has no NUL in a text; a broken row may have one.
                await copy.WriteAsync(text.Replace('\0', '\uFFFD'), NpgsqlDbType.Text, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    /// <summary>Reports of a city, newest first.</summary>
    public async Task<IReadOnlyList<ImportReport>> ReadAsync(string city, string? collection, string? source, int limit, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"""
            SELECT {Columns} FROM hub.imports
            WHERE city = $1 AND ($2::text IS NULL OR collection = $2) AND ($3::text IS NULL OR source = $3)
            ORDER BY id DESC LIMIT $4
            """);
        AddTexts(command, city, collection, source);
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, cancel);
    }

    /// <summary>One report; null if the city has none of this number.</summary>
    public async Task<ImportReport?> FindAsync(string city, long id, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"SELECT {Columns} FROM hub.imports WHERE city = $1 AND id = $2");
        command.Parameters.AddWithValue(city);
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Rows in quarantine, in file order, after position <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<(long Position, RejectedRow Row)>> RejectionsAsync(long import, long after, int limit, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT position, file, line, field, reason, row FROM hub.rejections
            WHERE import_id = $1 AND position > $2 ORDER BY position LIMIT $3
            """);
        command.Parameters.AddWithValue(import);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var rows = new List<(long, RejectedRow)>();
        while (await row.ReadAsync(cancel))
            rows.Add((row.GetInt64(0), new RejectedRow(row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5))));
        return rows;
    }

    /// <summary>Marks runs that a stop of the service cut off; their transaction never committed.</summary>
    public async Task CloseInterruptedAsync(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("""
            UPDATE hub.imports SET state = 'failed', detail = 'The service stopped while the import ran; nothing was changed.' WHERE state = 'running'
            """);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Keeps the newest <paramref name="keep"/> runs of a source, with their quarantine.</summary>
    public static async Task TrimAsync(NpgsqlConnection connection, string city, string source, int keep, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            DELETE FROM hub.imports WHERE city = $1 AND source = $2 AND id NOT IN (
                SELECT id FROM hub.imports WHERE city = $1 AND source = $2 ORDER BY id DESC LIMIT $3)
            """, connection);
        command.Parameters.AddWithValue(city);
        command.Parameters.AddWithValue(source);
        command.Parameters.AddWithValue(keep);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<IReadOnlyList<ImportReport>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var reports = new List<ImportReport>();
        while (await row.ReadAsync(cancel))
        {
            reports.Add(new ImportReport(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5), row.GetDouble(6),
                row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13),
                row.IsDBNull(14) ? null : row.GetString(14),
                JsonSerializer.Deserialize<List<ImportedFile>>(row.GetString(15), Json)!));
        }

        return reports;
    }

    private static void AddTexts(NpgsqlCommand command, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }
}
