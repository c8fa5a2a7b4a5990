using System.Diagnostics;
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
    private const int Batch = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    // The same reason is told again only after it had gone for a while.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Confirm = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, Type> Types = typeof(FeaturesChanged).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(FeaturesChanged).Namespace && t.IsPublic)
        .ToDictionary(t => t.FullName!);

    // Grows while nothing goes out, and starts anew with each event that the broker took.
    private TimeSpan _pause = FirstPause;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (said, at) = ("", 0L);
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
            catch (Exception e)
            {
                // Broker or database are away, or nobody listens: the rows wait in the outbox, and so do we.
                if (e.Message != said || Stopwatch.GetElapsedTime(at) > Silence)
                    Interrupted(logger, e.Message);
                (said, at) = (e.Message, Stopwatch.GetTimestamp());
                // Copies of a service that lost the same broker must not come back in step.
                await Task.Delay(_pause * (0.75 + Random.Shared.NextDouble() / 2), stoppingToken);
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            }
        }
    }

    private async Task RelayAsync(CancellationToken cancel)
    {
        await using var connection = await database.LeaseAsync(Lock, cancel);
        await using (var listen = new NpgsqlCommand($"LISTEN {Outbox.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancel);
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
        var confirmed = new List<long>(rows.Count);
        try
        {
            foreach (var row in rows)
            {
                await PublishAsync(row, cancel);
                _pause = FirstPause;
                confirmed.Add(row.Position);
            }
        }
        finally
        {
            // Also what was confirmed before the broker went, so that it is not published again.
            await DeleteAsync(connection, confirmed);
        }

        return rows.Count;
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, List<long> positions)
    {
        if (positions.Count == 0)
            return;
        await using var delete = new NpgsqlCommand("DELETE FROM hub.outbox WHERE position = ANY ($1)", connection);
        delete.Parameters.AddWithValue(positions);
        await delete.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task PublishAsync(Row row, CancellationToken cancel)
    {
        var type = Types.GetValueOrDefault(row.Type) ?? throw new InvalidOperationException($"'{row.Type}' is no event of this version, message {row.MessageId}.");
        var message = JsonSerializer.Deserialize(row.Body, type)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Confirm);
        try
        {
            await bus.Publish(message, type, context => Address(context, row.MessageId), deadline.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not confirm within {Confirm.TotalSeconds} seconds.");
        }
    }

    private static void Address(PublishContext context, Guid messageId)
    {
        context.MessageId = messageId;
        // Without a queue the broker would drop the event; so it comes back and stays here.
        if (context.TryGetPayload<RabbitMqSendContext>(out var send))
            send.Mandatory = true;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox waits: {Reason}")]
    private static partial void Interrupted(ILogger logger, string reason);

    private sealed record Row(long Position, Guid MessageId, string Type, string Body);
}
