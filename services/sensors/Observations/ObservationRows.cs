using Npgsql;
using NpgsqlTypes;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>
/// The rows of observations in the caller's transaction. Nothing here joins what was sent with itself: the planner does not
/// know how long an array is, and would compare each with each.
/// </summary>
internal sealed class ObservationRows(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
{
    /// <summary>A row that there is now.</summary>
    /// <param name="Source">0 for the first reading of a datastream and time; others are called after what they say.</param>
    /// <param name="Inserted">Whether it is new; false also where the same stands earlier in the batch.</param>
    public readonly record struct Written(long Id, long Source, bool Inserted);

    /// <summary>Writes them in their order; the rows stand in their order.</summary>
    public async Task<Written[]> InsertAsync(IReadOnlyList<NewObservation> observations)
    {
        var written = new Written?[observations.Count];
        var open = Enumerable.Range(0, observations.Count).ToList();
        while (open.Count > 0)
        {
            // A reading that an import wrote meanwhile is seen by the next statement only.
            await InsertFirstAsync(observations, open, written);
            await InsertOthersAsync(observations, open.FindAll(i => written[i] is null), written);
            open.RemoveAll(i => written[i] is not null);
        }

        return [.. written.Select(w => w!.Value)];
    }

    /// <summary>The first of each datastream and time, if there is none yet: nearly always that is all.</summary>
    private async Task InsertFirstAsync(IReadOnlyList<NewObservation> observations, List<int> open, Written?[] written)
    {
        var first = new Dictionary<(long, DateTime, long), int>(open.Count);
        foreach (var i in open)
            first.TryAdd(KeyOf(observations[i], 0), i);
        await InsertAsync(observations, first, written);
    }

    /// <summary>Repeats are found, and what contradicts is written beside what is there.</summary>
    private async Task InsertOthersAsync(IReadOnlyList<NewObservation> observations, List<int> open, Written?[] written)
    {
        if (open.Count == 0)
            return;
        var beside = new Dictionary<(long, DateTime, long), int>();
        var repeated = new List<(int At, (long, DateTime, long) Key)>();
        await using (var command = Command(Place, [.. open.Select(i => observations[i])]))
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                var at = open[(int)row.GetInt64(0) - 1];
                if (!row.IsDBNull(2))
                    written[at] = new Written(row.GetInt64(2), 0, false);
                else if (KeyOf(observations[at], row.GetInt64(1)) is var key && !beside.TryAdd(key, at))
                    repeated.Add((at, key));
            }
        }

        await InsertAsync(observations, beside, written);
        await FindAsync(beside.Where(b => written[b.Value] is null).Select(b => (b.Value, b.Key)).ToList(), written);
        foreach (var (at, key) in repeated.Where(r => written[beside[r.Key]] is not null))
            written[at] = written[beside[key]]!.Value with { Inserted = false };
    }

    private async Task InsertAsync(IReadOnlyList<NewObservation> observations, Dictionary<(long Datastream, DateTime Time, long Source), int> rows, Written?[] written)
    {
        if (rows.Count == 0)
            return;
        await using var command = Command(Insert, [.. rows.Values.Select(i => observations[i])]);
        command.Parameters.AddWithValue(rows.Keys.Select(k => k.Source).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            written[rows[(row.GetInt64(0), row.GetDateTime(1), row.GetInt64(2))]] = new Written(row.GetInt64(3), row.GetInt64(2), true);
    }

    /// <summary>What was there under its name already.</summary>
    private async Task FindAsync(List<(int At, (long Datastream, DateTime Time, long Source) Key)> sought, Written?[] written)
    {
        if (sought.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Find, connection, transaction);
        command.Parameters.AddWithValue(sought.Select(s => s.Key.Datastream).ToArray());
        command.Parameters.AddWithValue(sought.Select(s => s.Key.Time).ToArray());
        command.Parameters.AddWithValue(sought.Select(s => s.Key.Source).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var (at, key) = sought[(int)row.GetInt64(0) - 1];
            written[at] = new Written(row.GetInt64(1), key.Source, false);
        }
    }

    private const string Insert = """
        INSERT INTO hub.observations (datastream_id, phenomenon_time, result, feature_id, result_time, details, source)
        SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::float8[], $4::bigint[], $5::timestamptz[], $6::jsonb[], $7::bigint[])
        ON CONFLICT DO NOTHING
        RETURNING datastream_id, phenomenon_time, source, observation_id
        """;

    private const string Place = """
        SELECT g.at, hashtextextended(concat_ws('|', coalesce(g.result::text, ''), coalesce(g.details ->> 'result', ''), coalesce(g.feature_id::text, '')), 0) & 9223372036854775807,
            CASE WHEN o.result IS NOT DISTINCT FROM g.result AND o.details -> 'result' IS NOT DISTINCT FROM g.details -> 'result'
                AND o.feature_id IS NOT DISTINCT FROM g.feature_id THEN o.observation_id END
        FROM unnest($1::bigint[], $2::timestamptz[], $3::float8[], $4::bigint[], $5::timestamptz[], $6::jsonb[])
            WITH ORDINALITY AS g (datastream_id, phenomenon_time, result, feature_id, result_time, details, at)
        JOIN hub.observations o ON o.datastream_id = g.datastream_id AND o.phenomenon_time = g.phenomenon_time AND o.source = 0
        ORDER BY g.at
        """;

    private const string Find = """
        SELECT g.at, o.observation_id FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[]) WITH ORDINALITY AS g (datastream_id, phenomenon_time, source, at)
        JOIN hub.observations o USING (datastream_id, phenomenon_time, source)
        """;

    // The database counts microseconds.
    private static (long, DateTime, long) KeyOf(NewObservation observation, long source) =>
        (observation.Datastream, observation.PhenomenonTime.AddTicks(-(observation.PhenomenonTime.Ticks % TimeSpan.TicksPerMicrosecond)), source);

    private NpgsqlCommand Command(string sql, List<NewObservation> observations)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.AddWithValue(observations.ConvertAll(o => o.Datastream).ToArray());
        command.Parameters.AddWithValue(observations.ConvertAll(o => o.PhenomenonTime).ToArray());
        command.Parameters.AddWithValue(observations.ConvertAll(o => o.Result).ToArray());
        command.Parameters.AddWithValue(observations.ConvertAll(o => o.Feature).ToArray());
        command.Parameters.AddWithValue(observations.ConvertAll(o => o.ResultTime).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = observations.ConvertAll(o => o.Details).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        return command;
    }
}
