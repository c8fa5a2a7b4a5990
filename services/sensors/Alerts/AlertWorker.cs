using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Alerts.Answering;
using UrbanDataHub.Sensors.Alerts.Evaluating;
using UrbanDataHub.Sensors.Alerts.Rules;
using UrbanDataHub.Sensors.Alerts.Telling;

namespace UrbanDataHub.Sensors.Alerts;

/// <summary>
/// Evaluates what is queued, in order, and looks for what does not come. What was found, the alerts, all that is to be told
/// of them and the queue's row are one transaction: whatever dies, an alert is raised once (infra/decisions/0014).
/// One copy of the service evaluates.
/// </summary>
internal sealed partial class AlertWorker(ServiceDatabase database, AlertRules rules, AlertRows rows, HubSettings settings, ILogger<AlertWorker> logger) : BackgroundService
{
    private const long Lock = 0x5544_4820;
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _shortestIdle = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    // Silence is found late by a quarter of it at most.
    private readonly TimeSpan _looking = rules.All.SelectMany(r => r.Conditions).OfType<Missing>().Select(m => m.For / 4).Append(_idle).Min() is var least && least > _shortestIdle ? least : _shortestIdle;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = "";
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EvaluateAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away: observations wait in the queue.
                if (e.Message != said)
                    Waiting(logger, e);
                said = e.Message;
                await Task.Delay(_pause, stoppingToken);
            }
        }
    }

    private async Task EvaluateAsync(CancellationToken cancel)
    {
        await using var connection = await database.LeaseAsync(Lock, cancel);
        await using (var listen = new NpgsqlCommand($"LISTEN {AlertQueue.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancel);
        var looked = DateTime.MinValue;
        while (true)
        {
            while (await NextAsync(connection, cancel))
            {
            }

            if (DateTime.UtcNow - looked >= _looking)
            {
                looked = DateTime.UtcNow;
                await TransactAsync(connection, transaction => new AlertChanges(connection, transaction, rows, cancel).WithdrawAsync(Files()), cancel);
                foreach (var rule in rules.All.Where(r => r.Conditions.Any(c => c is Missing)))
                    await LookAsync(connection, rule, cancel);
            }

            await connection.WaitAsync(_looking, cancel);
        }
    }

    /// <summary>Evaluates the first row of the queue; whether there was one.</summary>
    private async Task<bool> NextAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await FirstAsync(connection, cancel) is not { } first)
            return false;
        await TransactAsync(connection, async transaction =>
        {
            var changes = await new AlertBatch(connection, transaction, rules, cancel).EvaluateAsync(first.Datastreams, first.Times, first.MadeAt);
            await new AlertChanges(connection, transaction, rows, cancel).WriteAsync(changes);
            await using var delete = new NpgsqlCommand("DELETE FROM hub.alert_queue WHERE position = $1", connection, transaction);
            delete.Parameters.AddWithValue(first.Position);
            await delete.ExecuteNonQueryAsync(cancel);
        }, cancel);
        return true;
    }

    private async Task LookAsync(NpgsqlConnection connection, AlertRule rule, CancellationToken cancel)
    {
        var now = DateTime.UtcNow;
        var silent = new List<(int, long, DateTime)>();
        for (var condition = 0; condition < rule.Conditions.Count; condition++)
        {
            if (rule.Conditions[condition] is Missing missing)
                silent.AddRange((await SilentAsync(connection, rule, condition, missing, now, cancel)).Select(s => (condition, s.Datastream, s.Last)));
        }

        if (silent.Count > 0)
            await TransactAsync(connection, async transaction =>
                await new AlertChanges(connection, transaction, rows, cancel).WriteAsync(await new AlertBatch(connection, transaction, rules, cancel).LookAsync(rule, silent, now)), cancel);
    }

    // What was silent for long before anybody asked is not news. Readings that were queued since the queue was empty come
    // first: silence would make them late.
    private static async Task<List<(long Datastream, DateTime Last)>> SilentAsync(NpgsqlConnection connection, AlertRule rule, int condition, Missing missing, DateTime now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            SELECT d.datastream_id, coalesce(s.evaluated_to, least(d.last_time, $4)) AS last
            FROM hub.datastreams d
            LEFT JOIN hub.alert_states s ON s.city = $1 AND s.rule = $2 AND s.condition = $3 AND s.definition = $11 AND s.datastream_id = d.datastream_id
            WHERE d.city = $1 AND (d.property = $5 OR (d.station = $6 AND d.key = $7) OR d.datastream_id = $8)
                AND NOT coalesce(s.holds, false) AND coalesce(s.evaluated_to, least(d.last_time, $4)) < $4 - $9
                AND (s.evaluated_to IS NOT NULL OR d.last_time > $4 - $9 - $10)
                AND NOT EXISTS (SELECT FROM hub.alert_queue q WHERE d.datastream_id = ANY (q.datastreams))
            """, connection);
        var chosen = rule.Conditions[condition].Datastreams;
        foreach (var value in new object?[] { rule.City, rule.Name, condition, now, chosen.Property ?? "", chosen.Station ?? "", chosen.Key ?? "", chosen.Id ?? 0, missing.For, rule.Oldest, rule.Definition })
            command.Parameters.AddWithValue(value!);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var silent = new List<(long, DateTime)>();
        while (await row.ReadAsync(cancel))
            silent.Add((row.GetInt64(0), row.GetDateTime(1)));
        return silent;
    }

    private static async Task<(long Position, DateTime MadeAt, long[] Datastreams, DateTime[] Times)?> FirstAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT position, made_at, datastreams, times FROM hub.alert_queue ORDER BY position LIMIT 1", connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetInt64(0), row.GetDateTime(1), row.GetFieldValue<long[]>(2), row.GetFieldValue<DateTime[]>(3)) : null;
    }

    private static async Task TransactAsync(NpgsqlConnection connection, Func<NpgsqlTransaction, Task> act, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await act(transaction);
        await transaction.CommitAsync(cancel);
    }

    private List<string> Files() =>
        [.. rules.All.Select(r => $"{r.City}/{r.Name}"), .. rules.Refused.Select(f => f.File).SelectMany(file => settings.Node.Cities.Select(city => $"{city}/{Path.GetFileNameWithoutExtension(file)}"))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts wait")]
    private static partial void Waiting(ILogger logger, Exception reason);
}
