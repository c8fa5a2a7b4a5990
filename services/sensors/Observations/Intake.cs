using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>
/// Where observations that come one by one meet: those that are there at a moment are written in one transaction, and each
/// is acknowledged after its commit. So many senders together cost hardly more than one.
/// </summary>
internal sealed class Intake(ServiceDatabase database, Partitions partitions, Writers writers) : BackgroundService
{
    private const int MostTogether = 4_000;
    private const int MostWaiting = 20_000;

    private readonly Channel<Entry> _waiting = Channel.CreateBounded<Entry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>Adds an observation; the task ends after the commit.</summary>
    /// <param name="origin">Kept as a dead letter, with the reason, if the observation cannot be taken; null where the sender is told.</param>
    /// <exception cref="NpgsqlException">From the task: the database is away. Nothing was written; it may be added again.</exception>
    public Task<Added> AddAsync(NewObservation observation, DeadLetter? origin, CancellationToken cancel) => EnterAsync(new Entry(observation, origin), cancel);

    /// <summary>Keeps a dead letter; the task ends after the commit.</summary>
    /// <exception cref="NpgsqlException">From the task: the database is away.</exception>
    public Task RejectAsync(DeadLetter letter, CancellationToken cancel) => EnterAsync(new Entry(null, letter), cancel);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var together = new List<Entry>(MostTogether);
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            together.Clear();
            while (together.Count < MostTogether && _waiting.Reader.TryRead(out var entry))
                together.Add(entry);
            await WriteAsync(together, stoppingToken);
        }
    }

    private async Task<Added> EnterAsync(Entry entry, CancellationToken cancel)
    {
        await _waiting.Writer.WriteAsync(entry, cancel);
        return await entry.Outcome.Task;
    }

    private async Task WriteAsync(List<Entry> entries, CancellationToken cancel)
    {
        try
        {
            var outcomes = await TransactAsync(entries, cancel);
            for (var i = 0; i < entries.Count; i++)
                entries[i].Outcome.SetResult(outcomes[i]);
        }
        catch (PostgresException e) when (partitions.IsMissing(e))
        {
            // It was dropped as too old meanwhile; now that is known.
            await WriteAsync(entries, cancel);
        }
        catch (PostgresException e) when (e.SqlState is ['2', '2', ..] && entries.Count > 1)
        {
            // Class 22: a value that the database cannot keep. The others are found by halves.
            var half = entries.Count / 2;
            await WriteAsync(entries[..half], cancel);
            await WriteAsync(entries[half..], cancel);
        }
        catch (PostgresException e) when (e.SqlState is ['2', '2', ..])
        {
            await WriteAsync([new Entry(null, (entries[0].Letter ?? new DeadLetter("http", "", "", "")) with { Reason = e.MessageText }, entries[0].Outcome)], cancel);
        }
        catch (Exception e)
        {
            // The database is away, or we are stopping: whoever waits hears it, and may add again.
            foreach (var entry in entries)
                entry.Outcome.TrySetException(e);
        }
    }

    private async Task<Added[]> TransactAsync(List<Entry> entries, CancellationToken cancel)
    {
        using var turn = writers.Begin();
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var observed = entries.FindAll(e => e.Observation is not null);
        var added = observed.Count == 0 ? [] : await new AddObservations(connection, transaction, partitions, cancel).AddAsync(observed.ConvertAll(e => e.Observation!.Value));
        var byEntry = observed.Zip(added).ToDictionary(p => p.First, p => p.Second);
        var outcomes = entries.Select(e => byEntry.GetValueOrDefault(e) ?? new Added(null, false, e.Letter!.Reason)).ToArray();
        var letters = entries.Zip(outcomes).Where(p => p is { First.Letter: not null, Second.Fault: not null }).Select(p => p.First.Letter! with { Reason = p.Second.Fault! });
        await DeadLetters.AddAsync(connection, transaction, [.. letters], cancel);
        await transaction.CommitAsync(cancel);
        return outcomes;
    }

    private sealed class Entry(NewObservation? observation, DeadLetter? letter, TaskCompletionSource<Added>? outcome = null)
    {
        public NewObservation? Observation { get; } = observation;

        public DeadLetter? Letter { get; } = letter;

        public TaskCompletionSource<Added> Outcome { get; } = outcome ?? new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
