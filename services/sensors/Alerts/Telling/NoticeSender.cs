using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Alerts.Telling;

/// <summary>A way to tell of alerts.</summary>
internal interface INoticeDoor
{
    /// <summary>Its name in the table of notices.</summary>
    string Name { get; }

    /// <summary>Advisory lock of whoever tells by it.</summary>
    long Lock { get; }

    /// <summary>Longest pause between two attempts.</summary>
    TimeSpan LongestPause { get; }

    /// <summary>Tells; null if it was taken, else why not.</summary>
    Task<string?> SendAsync(Notice notice, CancellationToken cancel);
}

/// <summary>
/// Tells what waits at one door. One copy of the service tells; what was not taken is tried again with growing pauses, and
/// given up after a day. Whoever is told may be told twice, when we die between the telling and the note of it.
/// </summary>
internal sealed partial class NoticeSender(ServiceDatabase database, INoticeDoor door, ILogger<NoticeSender> logger) : BackgroundService
{
    private const int Together = 20;
    private const int LongestFailure = 500;
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _oldest = TimeSpan.FromDays(1);
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = "";
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TellAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away: what is to be told waits in its table.
                if (e.Message != said)
                    Waiting(logger, door.Name, said = e.Message);
                await Task.Delay(_idle, stoppingToken);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancel)
    {
        await using var connection = await database.LeaseAsync(door.Lock, cancel);
        await using (var listen = new NpgsqlCommand($"LISTEN {Notices.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancel);
        await Notices.ForgetAsync(connection, door.Name, _kept, cancel);
        while (true)
        {
            while (await Notices.DueAsync(connection, door.Name, Together, cancel) is { Count: > 0 } due)
            {
                var failures = await Task.WhenAll(due.Select(notice => door.SendAsync(notice, cancel)));
                foreach (var (notice, failure) in due.Zip(failures))
                    await NoteAsync(connection, notice, failure, cancel);
            }

            await connection.WaitAsync(_idle, cancel);
        }
    }

    private async Task NoteAsync(NpgsqlConnection connection, Notice notice, string? failure, CancellationToken cancel)
    {
        if (failure is null)
        {
            await Notices.DoneAsync(connection, notice, cancel);
            return;
        }

        var given = DateTime.UtcNow - notice.MadeAt > _oldest;
        if (given)
            GaveUp(logger, notice.Target, notice.Id, failure);
        await Notices.FailedAsync(connection, notice, failure.Length > LongestFailure ? failure[..LongestFailure] : failure, given ? null : Pause(notice.Attempts), cancel);
    }

    private TimeSpan Pause(int attempts)
    {
        var pause = _firstPause * Math.Pow(2, Math.Min(attempts, 20));
        // Many that failed at once do not come back at once.
        return (pause < door.LongestPause ? pause : door.LongestPause) * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is to be told of alerts by {Door} waits: {Reason}")]
    private static partial void Waiting(ILogger logger, string door, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Target} was not told of an alert for a day and will not be, notice {Notice}: {Reason}")]
    private static partial void GaveUp(ILogger logger, string target, long notice, string reason);
}
