using Npgsql;

namespace UrbanDataHub.Sensors.Alerts.Telling;

/// <summary>What is to be told by a door.</summary>
/// <param name="Secret">Name of the variable with the secret; null of doors without one.</param>
internal sealed record NewNotice(long Alert, string Door, string Target, string? Secret, string Body);

/// <summary>What waits to be told.</summary>
/// <param name="Attempts">How often it was tried in vain.</param>
internal sealed record Notice(long Id, string Target, string? Secret, string Body, int Attempts, DateTime MadeAt);

/// <summary>What is to be told of alerts, and has been: the table keeps who got it, and who did not and why.</summary>
internal static class Notices
{
    /// <summary>The door of MQTT.</summary>
    public const string Mqtt = "mqtt";

    /// <summary>The door of webhooks.</summary>
    public const string Webhook = "webhook";

    /// <summary>The channel that wakes those who tell.</summary>
    public const string Channel = "hub_alert_notices";

    /// <summary>Adds one.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, NewNotice notice, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"WITH added AS (INSERT INTO hub.alert_notices (alert_id, door, target, secret, body) VALUES ($1, $2, $3, $4, $5)) SELECT pg_notify('{Channel}', '')", connection, transaction);
        command.Parameters.AddWithValue(notice.Alert);
        command.Parameters.AddWithValue(notice.Door);
        command.Parameters.AddWithValue(notice.Target);
        command.Parameters.AddWithValue((object?)notice.Secret ?? DBNull.Value);
        command.Parameters.AddWithValue(notice.Body);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Those that are due; of one alert and target the first comes first, however long it takes.</summary>
    public static async Task<List<Notice>> DueAsync(NpgsqlConnection connection, string door, int most, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            SELECT n.notice_id, n.target, n.secret, n.body, n.attempts, n.made_at FROM hub.alert_notices n
            WHERE n.door = $1 AND n.done_at IS NULL AND NOT n.gave_up AND n.next_at <= now() AND NOT EXISTS (
                SELECT FROM hub.alert_notices e WHERE e.door = n.door AND e.done_at IS NULL AND NOT e.gave_up
                    AND e.alert_id = n.alert_id AND e.target = n.target AND e.notice_id < n.notice_id)
            ORDER BY n.notice_id LIMIT $2
            """, connection);
        command.Parameters.AddWithValue(door);
        command.Parameters.AddWithValue(most);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var due = new List<Notice>();
        while (await row.ReadAsync(cancel))
            due.Add(new Notice(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetDateTime(5)));
        return due;
    }

    /// <summary>Notes that one was told.</summary>
    public static Task DoneAsync(NpgsqlConnection connection, Notice notice, CancellationToken cancel) =>
        ExecuteAsync(connection, "UPDATE hub.alert_notices SET done_at = now(), attempts = attempts + 1, failure = NULL WHERE notice_id = $1", cancel, notice.Id);

    /// <summary>Notes that one could not be told, and when it is tried again.</summary>
    /// <param name="pause">Null when it is not tried again.</param>
    public static Task FailedAsync(NpgsqlConnection connection, Notice notice, string failure, TimeSpan? pause, CancellationToken cancel) => ExecuteAsync(
        connection, "UPDATE hub.alert_notices SET attempts = attempts + 1, failure = $2, next_at = now() + $3, gave_up = $4 WHERE notice_id = $1", cancel,
        notice.Id, failure, pause ?? TimeSpan.Zero, pause is null);

    /// <summary>Forgets what is over for so long.</summary>
    public static Task ForgetAsync(NpgsqlConnection connection, string door, TimeSpan age, CancellationToken cancel) =>
        ExecuteAsync(connection, "DELETE FROM hub.alert_notices WHERE door = $1 AND made_at < now() - $2 AND (done_at IS NOT NULL OR gave_up)", cancel, door, age);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
