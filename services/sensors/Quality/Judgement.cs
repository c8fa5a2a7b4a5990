using Npgsql;
using UrbanDataHub.Sensors.Observations;

namespace UrbanDataHub.Sensors.Quality;

/// <summary>
/// Judges observations that the caller's transaction has written, by the rules of their property and by their neighbours
/// in time (infra/decisions/0014). A value stays as it is; what speaks against it stands in <c>resultQuality</c>, after
/// the quality elements of ISO 19157. Judging again changes nothing, unless the neighbours have changed.
/// </summary>
internal static class Judgement
{
    // Datastreams and rules are looked up by their keys and not in a common table expression: what is joined with that may
    // be compared row by row. Readings come in any order, also within a batch: they are judged after they are written, where they all lie in order.
    // The two after a late one have other neighbours now.
    private const string OfSome = """
        WITH given AS (
            SELECT DISTINCT datastream_id, phenomenon_time FROM unnest($1::bigint[], $2::timestamptz[]) AS g (datastream_id, phenomenon_time)
        ), concerned AS (
            SELECT datastream_id, phenomenon_time FROM given
            UNION
            SELECT g.datastream_id, n.phenomenon_time FROM given g JOIN hub.datastreams d USING (datastream_id)
            JOIN hub.quality_rules r ON r.property = d.property AND r.unit = d.unit CROSS JOIN LATERAL (
                SELECT o.phenomenon_time FROM hub.observations o
                WHERE o.datastream_id = g.datastream_id AND o.phenomenon_time > g.phenomenon_time AND o.source = 0 ORDER BY o.phenomenon_time LIMIT 2
            ) n WHERE g.phenomenon_time < d.last_time
        ), near AS (
            SELECT c.datastream_id, c.phenomenon_time, b.times[1] AS before_time, b.results[1] AS before_result, b.times[2] AS earlier_time, b.results[2] AS earlier_result,
                coalesce(b.results[1] = o.result AND s.result = o.result AND NOT EXISTS (
                    SELECT FROM hub.observations x WHERE x.datastream_id = c.datastream_id AND x.phenomenon_time > s.phenomenon_time AND x.phenomenon_time < c.phenomenon_time
                        AND x.source = 0 AND x.result IS DISTINCT FROM o.result)
                    AND r.stuck_readings <= (SELECT count(*) FROM (
                        SELECT FROM hub.observations x WHERE x.datastream_id = c.datastream_id AND x.phenomenon_time <= c.phenomenon_time AND x.source = 0
                            AND x.phenomenon_time >= s.phenomenon_time LIMIT r.stuck_readings) same), false) AS same,
                r.lowest, r.highest, r.rate, r.noise, r.stuck_except, r.gap
            FROM concerned c JOIN hub.datastreams d USING (datastream_id) LEFT JOIN hub.quality_rules r ON r.property = d.property AND r.unit = d.unit
            LEFT JOIN hub.observations o ON o.datastream_id = c.datastream_id AND o.phenomenon_time = c.phenomenon_time AND o.source = 0
            LEFT JOIN LATERAL (
                SELECT array_agg(x.phenomenon_time ORDER BY x.phenomenon_time DESC) AS times, array_agg(x.result ORDER BY x.phenomenon_time DESC) AS results FROM (
                    SELECT x.phenomenon_time, x.result FROM hub.observations x
                    WHERE x.datastream_id = c.datastream_id AND x.phenomenon_time < c.phenomenon_time AND x.source = 0 ORDER BY x.phenomenon_time DESC LIMIT 2
                ) x
            ) b ON r.property IS NOT NULL
            LEFT JOIN LATERAL (
                SELECT x.phenomenon_time, x.result FROM hub.observations x
                WHERE x.datastream_id = c.datastream_id AND x.phenomenon_time <= c.phenomenon_time - r.stuck_for AND x.source = 0 ORDER BY x.phenomenon_time DESC LIMIT 1
            ) s ON r.stuck_for IS NOT NULL
        ),
        """ + Judge;

    // A whole file: its datastreams are walked once, from a little before its first reading on.
    private const string OfStaged = """
        WITH given AS (
            SELECT datastream_id, min(phenomenon_time) AS first_time FROM staged GROUP BY datastream_id
        ), ruled AS (
            SELECT d.datastream_id, g.first_time, r.* FROM given g JOIN hub.datastreams d USING (datastream_id) LEFT JOIN hub.quality_rules r ON r.property = d.property AND r.unit = d.unit
        ), series AS (
            SELECT o.datastream_id, o.phenomenon_time, o.result, r.first_time, r.stuck_for, r.stuck_readings, r.lowest, r.highest, r.rate, r.noise, r.stuck_except, r.gap,
                lag(o.phenomenon_time) OVER w AS before_time, lag(o.result) OVER w AS before_result,
                lag(o.phenomenon_time, 2) OVER w AS earlier_time, lag(o.result, 2) OVER w AS earlier_result
            FROM ruled r JOIN hub.observations o ON r.property IS NOT NULL AND o.datastream_id = r.datastream_id AND o.source = 0
                AND o.phenomenon_time >= r.first_time - 2 * greatest(r.stuck_for, r.gap, interval '1 day')
            WINDOW w AS (PARTITION BY o.datastream_id ORDER BY o.phenomenon_time)
        ), runs AS (
            SELECT *, count(*) FILTER (WHERE result IS DISTINCT FROM before_result) OVER (PARTITION BY datastream_id ORDER BY phenomenon_time) AS run FROM series
        ), walked AS (
            SELECT datastream_id, phenomenon_time, before_time, before_result, earlier_time, earlier_result,
                coalesce(min(phenomenon_time) OVER r <= phenomenon_time - stuck_for AND row_number() OVER r >= stuck_readings, false) AS same,
                lowest, highest, rate, noise, stuck_except, gap, first_time
            FROM runs WINDOW r AS (PARTITION BY datastream_id, run ORDER BY phenomenon_time)
        ), near AS (
            SELECT datastream_id, phenomenon_time, before_time, before_result, earlier_time, earlier_result, same, lowest, highest, rate, noise, stuck_except, gap
            FROM walked WHERE phenomenon_time >= first_time
            UNION ALL
            SELECT DISTINCT s.datastream_id, s.phenomenon_time, NULL::timestamptz, NULL::float8, NULL::timestamptz, NULL::float8, false,
                r.lowest, r.highest, r.rate, r.noise, r.stuck_except, r.gap
            FROM staged s JOIN ruled r USING (datastream_id) WHERE r.property IS NULL AND s.phenomenon_time > now() + (SELECT ahead FROM hub.quality_clock)
        ),
        """ + Judge;

    // A value is reachable from one before it if it is as near as the rate allows. After an outlier the next one is, from
    // the value before the outlier; so the outlier alone is suspect. What was ahead of its receipt once stays so.
    private const string Judge = """
        checked AS MATERIALIZED (
            SELECT o.datastream_id, o.phenomenon_time, o.source, o.details AS before, coalesce(o.details, '{}') AS details, h.own, array_remove(ARRAY[
                CASE WHEN o.result < n.lowest OR o.result > n.highest THEN 'range' END,
                CASE WHEN o.source = 0 AND abs(o.result - n.before_result) > n.noise + n.rate * extract(epoch FROM o.phenomenon_time - n.before_time) / 3600
                    AND (n.earlier_result IS NULL OR abs(o.result - n.earlier_result) > n.noise + n.rate * extract(epoch FROM o.phenomenon_time - n.earlier_time) / 3600) THEN 'rate' END,
                CASE WHEN o.source = 0 AND n.same AND o.result IS DISTINCT FROM n.stuck_except THEN 'stuck' END,
                CASE WHEN o.source = 0 AND o.phenomenon_time - n.before_time > n.gap THEN 'gap' END,
                CASE WHEN o.phenomenon_time > now() + k.ahead OR h.own AND o.details #> '{resultQuality,checks}' ? 'clock' THEN 'clock' END,
                CASE WHEN o.source <> 0 THEN 'duplicate' END], NULL) AS checks
            FROM near n
            JOIN hub.observations o ON o.datastream_id = n.datastream_id AND o.phenomenon_time = n.phenomenon_time
            CROSS JOIN hub.quality_clock k
            CROSS JOIN LATERAL (SELECT coalesce(o.details -> 'resultQuality' ?& ARRAY['flag', 'checks'], false) AS own) h
        ), qualified AS (
            SELECT *, CASE WHEN own THEN details #> '{resultQuality,given}' ELSE details -> 'resultQuality' END AS given_quality FROM checked
        ), renewed AS (
            SELECT datastream_id, phenomenon_time, source, before, nullif((details - 'resultQuality') || CASE
                WHEN checks = '{}' AND given_quality IS NULL THEN '{}'
                WHEN checks = '{}' THEN jsonb_build_object('resultQuality', given_quality)
                ELSE jsonb_build_object('resultQuality', jsonb_build_object('flag', CASE WHEN checks = '{gap}' THEN 'incomplete' ELSE 'suspect' END, 'checks', to_jsonb(checks))
                    || CASE WHEN given_quality IS NULL THEN '{}' ELSE jsonb_build_object('given', given_quality) END) END, '{}') AS details
            FROM qualified
        )
        UPDATE hub.observations o SET details = n.details FROM renewed n
        WHERE o.datastream_id = n.datastream_id AND o.phenomenon_time = n.phenomenon_time AND o.source = n.source AND n.before IS DISTINCT FROM n.details
        """;

    /// <summary>Whether something may speak against a reading whose property has no rule: its clock, that it contradicts another one, or what came with it.</summary>
    /// <param name="source">0 for the first reading of a datastream and time.</param>
    public static bool MayDoubt(NewObservation observation, long source) => source != 0 || observation.Details is not null || observation.PhenomenonTime > DateTime.UtcNow;

    /// <summary>Judges all readings of these datastreams and times, which stand beside each other.</summary>
    public static async Task JudgeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long[] datastreams, DateTime[] times, CancellationToken cancel)
    {
        if (datastreams.Length == 0)
            return;
        await using var command = new NpgsqlCommand(OfSome, connection, transaction);
        command.Parameters.AddWithValue(datastreams);
        command.Parameters.AddWithValue(times);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Judges one that was changed.</summary>
    public static async Task JudgeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long observation, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT datastream_id, phenomenon_time FROM hub.observations WHERE observation_id = $1", connection, transaction);
        command.Parameters.AddWithValue(observation);
        var (datastream, time) = (0L, default(DateTime));
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
                return;
            (datastream, time) = (row.GetInt64(0), row.GetDateTime(1));
        }

        await JudgeAsync(connection, transaction, [datastream], [time], cancel);
    }

    /// <summary>Judges what an import has staged and written.</summary>
    public static async Task JudgeStagedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(OfStaged, connection, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
