using System.Runtime.CompilerServices;
using Npgsql;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>What the results of a datastream in some time come to. Without any, the values are null.</summary>
/// <param name="Begin">In UTC.</param>
/// <param name="First">Result of the earliest observation.</param>
/// <param name="Last">Result of the latest one.</param>
/// <param name="Exact">False while the rollups of this time are not worked out anew after a write.</param>
internal readonly record struct Bucket(long Datastream, DateTime Begin, long Count, double? Sum, double? Min, double? Max, double? First, double? Last, bool Exact)
{
    /// <summary>Sum by count.</summary>
    public double? Mean => Sum / Count;
}

/// <summary>Reads rollups (infra/decisions/0013).</summary>
internal sealed class Rollups(ServiceDatabase database)
{
    private const string Within = "WHERE datastream_id = ANY ($1) AND begin_time >= $2 AND begin_time < $3";

    /// <summary>The buckets that have results, or are to get some, by datastream and time; those are whole that <paramref name="from"/> and <paramref name="to"/> lie in.</summary>
    /// <param name="from">In UTC.</param>
    /// <param name="to">In UTC; not within any more.</param>
    public async IAsyncEnumerable<Bucket> ReadAsync(IReadOnlyCollection<long> datastreams, DateTime from, DateTime to, BucketSize every, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var command = database.Source.CreateCommand(Text(every));
        command.Parameters.AddWithValue(datastreams.ToArray());
        command.Parameters.AddWithValue(every.BeginOf(every.Number(from)));
        command.Parameters.AddWithValue(every.BeginOf(every.Number(to.AddTicks(-1)) + 1));
        await using var row = await command.ExecuteReaderAsync(cancel);
        double? Value(int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
        while (await row.ReadAsync(cancel))
            yield return new Bucket(row.GetInt64(0), row.GetDateTime(1), row.IsDBNull(2) ? 0 : row.GetInt64(2), Value(3), Value(4), Value(5), Value(6), Value(7), row.GetBoolean(8));
    }

    // Rollups and marks are seen at one moment. A bucket that is only marked, as its first results were not rolled up yet, is told too.
    private static string Text(BucketSize every) => $"""
        SELECT datastream_id, begin_time, r.count, r.sum, r.min, r.max, r.first, r.last, p.datastream_id IS NULL
        FROM ({Source(every)}) r
        FULL JOIN (
            SELECT DISTINCT datastream_id, {every.BeginSql("hour")} AS begin_time
            FROM hub.pending_rollups p CROSS JOIN LATERAL generate_series(greatest(p.from_time, $2), least(p.to_time, $3) - interval '1 hour', interval '1 hour') AS hour
            WHERE p.datastream_id = ANY ($1) AND p.from_time < $3 AND p.to_time > $2
        ) p USING (datastream_id, begin_time)
        ORDER BY datastream_id, begin_time
        """;

    private static string Source(BucketSize every) => every.IsRollup
        ? $"SELECT * FROM {every.Rollup} {Within}"
        : $"""
            SELECT datastream_id, {every.BeginSql("begin_time")} AS begin_time, sum(count)::bigint AS count, sum(sum) AS sum, min(min) AS min, max(max) AS max,
                (array_agg(first ORDER BY begin_time))[1] AS first, (array_agg(last ORDER BY begin_time DESC))[1] AS last
            FROM {every.Rollup} {Within} GROUP BY 1, 2
            """;
}
