using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>
/// Works out the rollups anew that writers marked, in small transactions. It looks instead of being told: a notification
/// would make all writers commit one after the other. Of several copies of the service one works at a time.
/// </summary>
internal sealed partial class RollupWorker(ServiceDatabase database, ILogger<RollupWorker> logger) : BackgroundService
{
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(5);

    // Hours that are written to all the time are worked out again and again; while that is seconds' work it takes a fifth of a core.
    private const int Rest = 4;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var began = Stopwatch.GetTimestamp();
                await RenewAllAsync(stoppingToken);
                var rest = Rest * Stopwatch.GetElapsedTime(began);
                await Task.Delay(rest < _least ? _least : rest > _longest ? _longest : rest, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                Interrupted(logger, e.Message);
                await Task.Delay(_afterFault, stoppingToken);
            }
        }
    }

    /// <summary>Works off what is marked when it is called.</summary>
    internal async Task RenewAllAsync(CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var newest = new NpgsqlCommand("SELECT max(mark_id) FROM hub.pending_rollups", connection);
        if (await newest.ExecuteScalarAsync(cancel) is not long last)
            return;
        bool isLeft;
        do
        {
            await using var renew = new NpgsqlCommand("SELECT hub.renew_rollups()", connection) { CommandTimeout = 0 };
            await renew.ExecuteNonQueryAsync(cancel);
            await using var left = new NpgsqlCommand("SELECT EXISTS (SELECT FROM hub.pending_rollups WHERE mark_id <= $1)", connection);
            left.Parameters.AddWithValue(last);
            isLeft = (bool)(await left.ExecuteScalarAsync(cancel))!;
        }
        while (isLeft);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rollups wait: {Reason}")]
    private static partial void Interrupted(ILogger logger, string reason);
}
