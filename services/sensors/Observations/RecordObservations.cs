using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;
using UrbanDataHub.Sensors.Alerts;
using UrbanDataHub.Sensors.Quality;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>What describes a datastream that may have to be made.</summary>
/// <param name="Station">Local id of the monitoring station.</param>
/// <param name="Key">Tells the datastreams of a station apart.</param>
/// <param name="Unit">UCUM code.</param>
/// <param name="Period">ISO 8601 duration that one value covers.</param>
internal sealed record DatastreamDescription(string Station, string Key, LocalText Title, string Property, string Unit, string Period);

/// <summary>How many observations were new, corrected, and there already.</summary>
/// <param name="Contradictions">References of values that were not taken: an earlier one of this run says otherwise for the same time.</param>
internal sealed record Recorded(long Inserted, long Updated, long Unchanged, IReadOnlyList<long> Contradictions);

/// <summary>
/// The write path of files full of observations: staged by binary COPY, added or corrected by datastream and phenomenon
/// time, with the event, in the caller's transaction. Recording the same observations again changes nothing and raises no event.
/// </summary>
internal sealed class RecordObservations(NpgsqlConnection connection, NpgsqlTransaction transaction, Partitions partitions, string city)
{
    private const string Merging = "merging";

    private readonly Dictionary<(string, string), long> _datastreams = [];
    private readonly HashSet<int> _years = [];
    private bool _staging;

    /// <summary>The datastream's id; it is made if it is new.</summary>
    public async ValueTask<long> DatastreamAsync(DatastreamDescription description, CancellationToken cancel)
    {
        if (_datastreams.TryGetValue((description.Station, description.Key), out var known))
            return known;
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.datastreams AS d (city, station, key, title_de, title_en, property, unit, period)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (city, station, key) DO UPDATE SET
                title_de = excluded.title_de, title_en = excluded.title_en, property = excluded.property,
                unit = excluded.unit, period = excluded.period
            RETURNING datastream_id
            """, connection, transaction);
        foreach (var text in new[] { city, description.Station, description.Key, description.Title.De, description.Title.En, description.Property, description.Unit, description.Period })
            command.Parameters.AddWithValue(text);
        var id = (long)(await command.ExecuteScalarAsync(cancel))!;
        _datastreams.Add((description.Station, description.Key), id);
        return id;
    }

    /// <summary>Stages a batch; the datastreams of all values must have been named before.</summary>
    public async Task StageAsync(IReadOnlyList<NewObservation> batch, CancellationToken cancel)
    {
        if (!_staging)
            await ExecuteAsync("CREATE TEMP TABLE staged (position bigint GENERATED ALWAYS AS IDENTITY, datastream_id bigint, phenomenon_time timestamptz, result double precision, reference bigint) ON COMMIT DROP", cancel);
        _staging = true;
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged (datastream_id, phenomenon_time, result, reference) FROM STDIN (FORMAT binary)", cancel);
        foreach (var observation in batch)
        {
            _years.Add(Partitions.YearOf(observation.PhenomenonTime));
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(observation.Datastream, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(observation.PhenomenonTime, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(observation.Result!.Value, NpgsqlDbType.Double, cancel);
            await copy.WriteAsync(observation.Reference, NpgsqlDbType.Bigint, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    /// <summary>Writes what is staged; of two different values for one datastream and time the first one counts, since nobody knows which is right.</summary>
    public async Task<Recorded> CompleteAsync(CancellationToken cancel)
    {
        if (!_staging)
            return new Recorded(0, 0, 0, []);
        var recorded = await MergeAsync(cancel);
        if (recorded.Inserted + recorded.Updated == 0)
            return recorded;
        await Judgement.JudgeStagedAsync(connection, transaction, cancel);
        await AlertQueue.AddStagedAsync(connection, transaction, cancel);
        var change = await SummariseAsync(recorded, cancel);
        await Outbox.AddAsync(connection, transaction, change, cancel);
        return recorded;
    }

    private async Task<Recorded> MergeAsync(CancellationToken cancel)
    {
        await ExecuteAsync("ANALYZE staged", cancel);
        var contradictions = await TakeContradictionsAsync(cancel);
        for (var isAgain = false; ; isAgain = true)
        {
            await partitions.EnsureAsync(_years, cancel);
            await transaction.SaveAsync(Merging, cancel);
            try
            {
                return await InsertAsync(contradictions, cancel);
            }
            catch (PostgresException e) when (!isAgain && partitions.IsMissing(e))
            {
                // It was dropped meanwhile.
                await transaction.RollbackAsync(Merging, cancel);
            }
        }
    }

    private async Task<Recorded> InsertAsync(List<long> contradictions, CancellationToken cancel)
    {
        // The datastreams are locked, so every id after this one is one of a new observation. A partitioned table tells no xmax.
        await using var now = new NpgsqlCommand("SELECT nextval(pg_get_serial_sequence('hub.observations', 'observation_id'))", connection, transaction);
        var before = (long)(await now.ExecuteScalarAsync(cancel))!;
        await using var command = new NpgsqlCommand("""
            WITH latest AS (
                SELECT DISTINCT ON (datastream_id, phenomenon_time) datastream_id, phenomenon_time, result
                FROM staged ORDER BY datastream_id, phenomenon_time, position
            ), written AS (
                INSERT INTO hub.observations AS o (datastream_id, phenomenon_time, result)
                SELECT datastream_id, phenomenon_time, result FROM latest
                ON CONFLICT (datastream_id, phenomenon_time, source) DO UPDATE SET result = excluded.result
                WHERE o.result IS DISTINCT FROM excluded.result
                RETURNING observation_id > $1 AS inserted
            )
            SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted), (SELECT count(*) FROM staged) FROM written
            """, connection, transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(before);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var (inserted, updated, staged) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        return new Recorded(inserted, updated, staged - inserted - updated, contradictions);
    }

    private async Task<List<long>> TakeContradictionsAsync(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            DELETE FROM staged s USING (
                SELECT DISTINCT ON (datastream_id, phenomenon_time) datastream_id, phenomenon_time, result
                FROM staged ORDER BY datastream_id, phenomenon_time, position
            ) first
            WHERE s.datastream_id = first.datastream_id AND s.phenomenon_time = first.phenomenon_time AND s.result <> first.result
            RETURNING s.reference
            """, connection, transaction) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(cancel);
        var references = new List<long>();
        while (await row.ReadAsync(cancel))
            references.Add(row.GetInt64(0));
        return references;
    }

    /// <summary>Renews what is kept of the datastreams concerned and of the datasets as a whole.</summary>
    private async Task<ObservationsRecorded> SummariseAsync(Recorded recorded, CancellationToken cancel)
    {
        await ExecuteAsync("SELECT hub.renew_datastreams((SELECT array_agg(DISTINCT datastream_id) FROM staged))", cancel);
        await SensorDatasets.SummariseAsync(connection, transaction, city, cancel);

        await using var command = new NpgsqlCommand("SELECT array_agg(DISTINCT datastream_id), min(phenomenon_time), max(phenomenon_time) FROM staged", connection, transaction);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new ObservationsRecorded(
            city, row.GetFieldValue<long[]>(0), recorded.Inserted, recorded.Updated,
            row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2), DateTimeOffset.UtcNow);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
