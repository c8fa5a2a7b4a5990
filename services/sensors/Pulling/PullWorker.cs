using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>
/// Pulls every source at its intervals, after the first imports have ended; of a city, stations before what is observed at
/// them. A server that is down is asked less and less often, and never before it wants to be. Of several copies of the service
/// one pulls, the others wait for its lock.
/// </summary>
internal sealed partial class PullWorker(ServiceDatabase database, NodeSources sources, ImportWorker imports, PullRun run, ILogger<PullWorker> logger) : BackgroundService
{
    private const long Lock = 0x5544_4814;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestBackOff = TimeSpan.FromHours(1);
    private static readonly TimeSpan _longestWish = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or SourceException or DescriptorException or IOException)
            {
                Interrupted(logger, e.Message);
                await Task.Delay(_pause, stoppingToken);
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        var pulled = sources.Read().SelectMany(c => c.Sources.Where(s => s.IsPulled).Select(s => new Pull(c.City, s, new RejectionsSeen()))).ToList();
        if (pulled.Count == 0)
            return;
        await using var lease = await database.LeaseAsync(Lock, cancel);
        while (imports.Pending > 0)
            await Task.Delay(_pause / 4, cancel);
        foreach (var pull in pulled.Where(p => p.Source.Order == SourceOrder.Features))
            await OnceAsync(pull, cancel);
        await Task.WhenAll(pulled.Select(pull => FollowAsync(pull, cancel)));
    }

    private async Task FollowAsync(Pull pull, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await OnceAsync(pull, cancel);
                await Task.Delay(pull.Source.Reading.Pull!.Every, cancel);
            }
            catch (NpgsqlException e)
            {
                Interrupted(logger, e.Message);
                await Task.Delay(_pause, cancel);
            }
        }
    }

    /// <summary>Pulls, unless the server is to be left alone still; then that is waited for.</summary>
    private async Task OnceAsync(Pull pull, CancellationToken cancel)
    {
        var (failures, notBefore) = await StateAsync(pull.Source, cancel);
        while (notBefore - DateTimeOffset.UtcNow is { Ticks: > 0 } wait)
            await Task.Delay(wait < TimeSpan.FromMinutes(1) ? wait : TimeSpan.FromMinutes(1), cancel);
        var end = await run.RunAsync(pull.Source, pull.City, pull.Seen, cancel);
        if (end.Fault is { } fault)
            await NoteAsync(pull.Source, failures + 1, DateTimeOffset.UtcNow + Wait(pull.Source, failures, fault), cancel);
        else if (failures > 0)
            await NoteAsync(pull.Source, 0, null, cancel);
    }

    private static TimeSpan Wait(SourceFile source, int failures, PullFault fault)
    {
        var every = source.Reading.Pull!.Every;
        var backOff = every * Math.Pow(2, Math.Min(failures, 20));
        backOff = backOff > _longestBackOff ? (every > _longestBackOff ? every : _longestBackOff) : backOff;
        var wish = fault.RetryAfter is { } after && after < _longestWish ? after : fault.RetryAfter is null ? TimeSpan.Zero : _longestWish;
        return wish > backOff ? wish : backOff;
    }

    private async Task<(int Failures, DateTimeOffset? NotBefore)> StateAsync(SourceFile source, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("SELECT failures, not_before FROM hub.pulls WHERE city = $1 AND source = $2");
        command.Parameters.AddWithValue(source.City);
        command.Parameters.AddWithValue(source.Name);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1)) : (0, null);
    }

    private async Task NoteAsync(SourceFile source, int failures, DateTimeOffset? notBefore, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("""
            INSERT INTO hub.pulls (city, source, failures, not_before) VALUES ($1, $2, $3, $4)
            ON CONFLICT (city, source) DO UPDATE SET failures = excluded.failures, not_before = excluded.not_before
            """);
        command.Parameters.AddWithValue(source.City);
        command.Parameters.AddWithValue(source.Name);
        command.Parameters.AddWithValue(failures);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)notBefore?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pulls wait: {Reason}")]
    private static partial void Interrupted(ILogger logger, string reason);

    private sealed record Pull(CityFile City, SourceFile Source, RejectionsSeen Seen);
}
