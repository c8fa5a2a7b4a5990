using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>What is known of the sources of this service in its database, and of the datasets they fill.</summary>
public sealed class SourceRegister(ServiceDatabase database, HubSettings settings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Notes the sources of a city and describes their datasets; a source whose file is gone is forgotten, its rows stay.</summary>
    /// <param name="refused">Names of sources that are there and are not run; what is known of them stays.</param>
    public async Task DescribeAsync(string city, IReadOnlyList<SourceFile> sources, IEnumerable<string> refused, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await ForgetOthersAsync(connection, city, [.. sources.Select(s => s.Name), .. refused], cancel);
        foreach (var source in sources)
            await ExecuteAsync(connection, "INSERT INTO hub.sources (city, source, collection) VALUES ($1, $2, $3) ON CONFLICT (city, source) DO UPDATE SET collection = excluded.collection", cancel, city, source.Name, source.Collection);
        foreach (var dataset in sources.GroupBy(s => s.Collection))
            await DescribeAsync(connection, Describe([.. dataset]), cancel);
    }

    /// <summary>Describes one dataset that no source file stands for, such as the datastreams made by series.</summary>
    public async Task DescribeAsync(Dataset dataset, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await DescribeAsync(connection, dataset, cancel);
    }

    /// <summary>Whether the last success of the source had the same content.</summary>
    public async Task<bool> IsImportedAsync(SourceFile source, string fingerprint, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("SELECT 1 FROM hub.sources WHERE city = $1 AND source = $2 AND state = 'done' AND fingerprint = $3");
        command.Parameters.AddWithValue(source.City);
        command.Parameters.AddWithValue(source.Name);
        command.Parameters.AddWithValue(fingerprint);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    /// <summary>
    /// Notes how a run ended. The state of a dataset is the worst of its sources. True when the state of the source is
    /// another than before.
    /// </summary>
    internal async Task<bool> NoteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ImportReport report, string? fingerprint, CancellationToken cancel)
    {
        await using var note = new NpgsqlCommand("""
            WITH before AS (SELECT state FROM hub.sources WHERE city = $1 AND source = $2)
            INSERT INTO hub.sources AS s (city, source, collection, state, fingerprint, imported_at)
            VALUES ($1, $2, $3, $4, $5, CASE WHEN $4 = 'done' THEN now() END)
            ON CONFLICT (city, source) DO UPDATE SET
                state = excluded.state,
                fingerprint = coalesce(excluded.fingerprint, s.fingerprint),
                imported_at = coalesce(excluded.imported_at, s.imported_at)
            RETURNING (SELECT state FROM before) IS DISTINCT FROM $4
            """, connection, transaction);
        foreach (var text in new[] { report.City, report.Source, report.Collection, report.State, fingerprint })
            note.Parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        var news = (bool)(await note.ExecuteScalarAsync(cancel))!;
        await ExecuteAsync(connection, """
            UPDATE hub.datasets SET state = s.state, last_imported = s.imported_at, simulated = $3::boolean
            FROM (
                SELECT (ARRAY['failed', 'held-back', 'pending', 'done', 'withheld'])[min(array_position(ARRAY['failed', 'held-back', 'pending', 'done', 'withheld'], state))] AS state,
                       max(imported_at) AS imported_at
                FROM hub.sources WHERE city = $1 AND collection = $2
            ) s
            WHERE city = $1 AND collection = $2
            """, cancel, report.City, report.Collection, settings.Simulated ? "true" : "false");
        return news;
    }

    private static async Task ForgetOthersAsync(NpgsqlConnection connection, string city, string[] names, CancellationToken cancel)
    {
        await using var forget = new NpgsqlCommand("DELETE FROM hub.sources WHERE city = $1 AND source <> ALL ($2)", connection);
        forget.Parameters.AddWithValue(city);
        forget.Parameters.AddWithValue(names);
        await forget.ExecuteNonQueryAsync(cancel);
    }

    private static async Task DescribeAsync(NpgsqlConnection connection, Dataset dataset, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.datasets (city, collection, metadata, simulated) VALUES ($1, $2, $3, $4)
            ON CONFLICT (city, collection) DO UPDATE SET metadata = excluded.metadata
            """, connection);
        command.Parameters.AddWithValue(dataset.City);
        command.Parameters.AddWithValue(dataset.Collection);
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(dataset, Json), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.AddWithValue(dataset.Simulated);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A dataset of one source speaks in its words; one of several names all that went into it.</summary>
    private Dataset Describe(IReadOnlyList<SourceFile> sources)
    {
        var first = sources[0];
        var dataset = new Dataset(
            first.City, first.Collection, first.Title, first.Description,
            string.Join("; ", sources.Select(s => s.Publisher).Distinct()),
            first.Licence.Code, first.Licence.Url,
            string.Join("; ", sources.Select(s => s.Attribution).OfType<string>().Distinct()) is { Length: > 0 } attribution ? attribution : null,
            first.Frequency, first.Descriptor.Theme,
            settings.Simulated, ImportStates.Pending, 0, null, null, null,
            sources.SelectMany(s => s.Addresses).Distinct().ToList());
        return sources.Count == 1 ? dataset : Joined(dataset, sources);
    }

    private static Dataset Joined(Dataset dataset, IReadOnlyList<SourceFile> sources)
    {
        var (title, description) = (sources[0].Descriptor.Title, sources[0].Descriptor.Description);
        return dataset with
        {
            Title = title,
            Description = new LocalText(
                $"{description.De} Zusammengeführt: {string.Join("; ", sources.Select(s => s.Title.De))}.",
                $"{description.En} Brought together: {string.Join("; ", sources.Select(s => s.Title.En))}."),
            Parts = [.. sources.Select(s => new DatasetPart(s.Name, s.Title, s.Publisher, s.Licence.Code, s.Licence.Url, s.Attribution))],
        };
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params string[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
