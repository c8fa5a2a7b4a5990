using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Observations;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>Makes partitions ahead, drops those that are too old, and forgets messages that will not come again and dead letters that nobody looked at, when the service starts and daily.</summary>
internal sealed partial class PartitionWorker(ServiceDatabase database, Partitions partitions, Retention retention, ILogger<PartitionWorker> logger) : BackgroundService
{
    private const int YearsAhead = 2;
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    // A broker or a network server repeats a message within hours, when it has been away within days.
    private static readonly TimeSpan _messages = TimeSpan.FromDays(30);
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await WorkAsync(stoppingToken) ? _day : _soon, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                Interrupted(logger, e.Message);
                await Task.Delay(_soon, stoppingToken);
            }
        }
    }

    private async Task<bool> WorkAsync(CancellationToken cancel)
    {
        await partitions.EnsureAsync(Enumerable.Range(DateTime.UtcNow.Year, 1 + YearsAhead), cancel);
        var isDone = await retention.DropAsync(cancel);
        await using var forget = database.Source.CreateCommand("DELETE FROM hub.received_messages WHERE received_at < now() - $1");
        forget.Parameters.AddWithValue(_messages);
        forget.CommandTimeout = 0;
        await forget.ExecuteNonQueryAsync(cancel);
        if (await DeadLetters.ForgetAsync(database, cancel) is > 0 and var forgotten)
            Forgotten(logger, forgotten);
        // Of a partitioned table as a whole the server itself gathers no statistics.
        await using var analyze = database.Source.CreateCommand("ANALYZE hub.observations");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync(cancel);
        return isDone;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} dead letters were too old or too many, and are forgotten")]
    private static partial void Forgotten(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep of the store waits: {Reason}")]
    private static partial void Interrupted(ILogger logger, string reason);
}
