using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;
using UrbanDataHub.Sensors.Alerts.Answering;
using UrbanDataHub.Sensors.Alerts.Evaluating;
using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Telling;

/// <summary>
/// Writes alerts that begin and end, with the event and all that is to be told of them, in the transaction of what was
/// evaluated: an alert is told by every door exactly if it is there.
/// </summary>
internal sealed class AlertChanges(NpgsqlConnection connection, NpgsqlTransaction transaction, AlertRows rows, CancellationToken cancel)
{
    private const string Raise = $"""
        INSERT INTO hub.alerts (city, rule, subject, datastreams, severity, title, text, raised_at, result, result_at, forecast, curve_from)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (city, rule, subject) WHERE cleared_at IS NULL DO NOTHING
        RETURNING {AlertRows.Columns}
        """;

    private const string Clear = $"""
        UPDATE hub.alerts SET cleared_at = greatest($4, raised_at), closed_at = now() WHERE city = $1 AND rule = $2 AND subject = $3 AND cleared_at IS NULL
        RETURNING {AlertRows.Columns}
        """;

    // A rule whose file is wrong is still there; one whose file is gone, or whose datastream is, warns of nothing any more.
    private const string Withdraw = $"""
        UPDATE hub.alerts a SET cleared_at = greatest(now(), raised_at), closed_at = now()
        WHERE cleared_at IS NULL AND (a.city || '/' || a.rule <> ALL ($1) OR (subject <> 0 AND NOT EXISTS (SELECT FROM hub.datastreams d WHERE d.datastream_id = a.subject)))
        RETURNING {AlertRows.Columns}
        """;

    /// <summary>Writes them, in order.</summary>
    public async Task WriteAsync(IEnumerable<AlertChange> changes)
    {
        foreach (var change in changes)
        {
            foreach (var alert in change.Raised ? await RaiseAsync(change) : await ClearAsync(change))
                await TellAsync(alert, change.Rule.Webhooks);
        }
    }

    /// <summary>Ends alerts that nobody looks after any more.</summary>
    /// <param name="kept">City and rule, with '/' between, of all files that there are.</param>
    public async Task WithdrawAsync(IEnumerable<string> kept)
    {
        await using var command = new NpgsqlCommand(Withdraw, connection, transaction);
        command.Parameters.AddWithValue(kept.ToArray());
        foreach (var alert in await ReadAsync(command))
            await TellAsync(alert, []);
    }

    private async Task<List<Alert>> RaiseAsync(AlertChange change)
    {
        var (rule, turn) = (change.Rule, change.Turn);
        await using var command = new NpgsqlCommand(Raise, connection, transaction);
        command.Parameters.AddWithValue(rule.City);
        command.Parameters.AddWithValue(rule.Name);
        command.Parameters.AddWithValue(change.Subject);
        command.Parameters.AddWithValue(change.Datastreams.ToArray());
        command.Parameters.AddWithValue(rule.Severity);
        command.Parameters.Add(Typed(JsonSerializer.Serialize(rule.Title, AlertRows.Json), NpgsqlDbType.Jsonb));
        command.Parameters.Add(Typed(rule.Text is null ? null : JsonSerializer.Serialize(rule.Text, AlertRows.Json), NpgsqlDbType.Jsonb));
        command.Parameters.AddWithValue(turn.At);
        command.Parameters.Add(Typed(turn.Reading?.Value, NpgsqlDbType.Double));
        command.Parameters.Add(Typed(turn.Reading?.Time, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Typed(turn.Forecast, NpgsqlDbType.Double));
        command.Parameters.AddWithValue(turn.CurveFrom);
        return await ReadAsync(command);
    }

    private async Task<List<Alert>> ClearAsync(AlertChange change)
    {
        await using var command = new NpgsqlCommand(Clear, connection, transaction);
        command.Parameters.AddWithValue(change.Rule.City);
        command.Parameters.AddWithValue(change.Rule.Name);
        command.Parameters.AddWithValue(change.Subject);
        command.Parameters.AddWithValue(change.Turn.At);
        return await ReadAsync(command);
    }

    private async Task<List<Alert>> ReadAsync(NpgsqlCommand command)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var alerts = new List<Alert>();
        while (await row.ReadAsync(cancel))
            alerts.Add(rows.Read(row));
        return alerts;
    }

    private async Task TellAsync(Alert alert, IReadOnlyList<Webhook> webhooks)
    {
        var now = DateTimeOffset.UtcNow;
        if (alert.State == AlertStates.Active)
            await Outbox.AddAsync(connection, transaction, new AlertRaised(alert, now), cancel);
        else
            await Outbox.AddAsync(connection, transaction, new AlertCleared(alert, now), cancel);
        await Notices.AddAsync(connection, transaction, new NewNotice(alert.Id, Notices.Mqtt, $"alerts/{alert.City}/{alert.Rule}", null, JsonSerializer.Serialize(alert, AlertRows.Json)), cancel);
        var body = JsonSerializer.Serialize(new { type = alert.State == AlertStates.Active ? "alert.raised" : "alert.cleared", timestamp = now, data = alert }, AlertRows.Json);
        foreach (var webhook in webhooks)
            await Notices.AddAsync(connection, transaction, new NewNotice(alert.Id, Notices.Webhook, webhook.Url.AbsoluteUri, webhook.Secret, body), cancel);
    }

    private static NpgsqlParameter Typed(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
