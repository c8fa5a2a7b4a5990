using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Hosting.Messaging;

/// <summary>
/// Publishes what the outbox holds, in order, and deletes what the broker confirmed. One relay a database works at a
/// time; the others wait for its lock. A crash between confirm and delete publishes once more, under the same message id.
/// </summary>
public sealed partial class OutboxRelay(ServiceDatabase database, IBus bus, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const long Lock = 0x5544_4802;
    private const int Batch = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Confirm = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, Type> Types = typeof(FeaturesChanged).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(FeaturesChanged).Namespace && t.IsPublic)
        .ToDictionary(t => t.FullName!);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or MassTransitException or OperationCanceledException or InvalidOperationException or IOException)
            {
                // Broker or database are away: the rows wait in the outbox, and so do we.
                Interrupted(logger, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task RelayAsync(CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({Lock})", cancel);
        await ExecuteAsync(connection, $"LISTEN {Outbox.Channel}", cancel);
        while (true)
        {
            while (await PublishBatchAsync(connection, cancel) == Batch)
            {
            }

            // A notification that came while publishing is delivered here at once; the time-out covers a lost one.
            await connection.WaitAsync(Idle, cancel);
        }
    }

    private async Task<int> PublishBatchAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var rows = await ReadAsync(connection, cancel);
        foreach (var row in rows)
        {
            await PublishAsync(row, cancel);
            await using var delete = new NpgsqlCommand("DELETE FROM hub.outbox WHERE position = $1", connection);
            delete.Parameters.AddWithValue(row.Position);
            await delete.ExecuteNonQueryAsync(cancel);
        }

        return rows.Count;
    }

    private async Task PublishAsync(Row row, CancellationToken cancel)
    {
        var type = Types[row.Type];
        var message = JsonSerializer.Deserialize(row.Body, type)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Confirm);
        await bus.Publish(message, type, context =>
        {
            context.MessageId = row.MessageId;
            // Without a queue the broker would drop the event; so it comes back and stays here.
            if (context.TryGetPayload<RabbitMqSendContext>(out var send))
                send.Mandatory = true;
        }, deadline.Token);
    }

    private static async Task<List<Row>> ReadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT position, message_id, type, body::text FROM hub.outbox ORDER BY position LIMIT {Batch}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancel))
            rows.Add(new Row(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3)));
        return rows;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox waits: {Reason}")]
    private static partial void Interrupted(ILogger logger, string reason);

    private sealed record Row(long Position, Guid MessageId, string Type, string Body);
}
