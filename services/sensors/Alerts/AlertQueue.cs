using Npgsql;

namespace UrbanDataHub.Sensors.Alerts;

/// <summary>Observations that rules of alerts ask for, written in the transaction of the observations and taken once.</summary>
internal static class AlertQueue
{
    /// <summary>The channel that wakes whoever evaluates.</summary>
    public const string Channel = "hub_alerts";

    private const string Watched = $"""
        watched AS (
            SELECT g.datastream_id, g.phenomenon_time FROM given g JOIN hub.datastreams d USING (datastream_id)
            WHERE EXISTS (
                SELECT FROM hub.alert_watches w
                WHERE w.city = d.city AND (w.property = d.property OR (w.station = d.station AND w.key = d.key) OR w.datastream_id = d.datastream_id)
                    AND g.phenomenon_time > now() - w.oldest)
        ), added AS (
            INSERT INTO hub.alert_queue (datastreams, times) SELECT array_agg(datastream_id), array_agg(phenomenon_time) FROM watched HAVING count(*) > 0 RETURNING position
        )
        SELECT pg_notify('{Channel}', '') FROM added
        """;

    /// <summary>Adds observations by where they lie.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long[] datastreams, DateTime[] times, CancellationToken cancel)
    {
        if (datastreams.Length == 0)
            return;
        await using var command = new NpgsqlCommand($"WITH given AS (SELECT * FROM unnest($1::bigint[], $2::timestamptz[]) AS g (datastream_id, phenomenon_time)), {Watched}", connection, transaction);
        command.Parameters.AddWithValue(datastreams);
        command.Parameters.AddWithValue(times);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Adds what an import has staged: of what it repeats, nothing is looked at again.</summary>
    public static async Task AddStagedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"WITH given AS (SELECT DISTINCT datastream_id, phenomenon_time FROM staged), {Watched}", connection, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
