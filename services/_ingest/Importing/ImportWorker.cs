using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Fetching;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>
/// Imports every source of the service when it starts, one after the other, and then by its schedule. Of several copies
/// of the service one works, the others wait for its lock.
/// </summary>
public sealed partial class ImportWorker(
    ServiceDatabase database,
    NodeSources sources,
    SourceRegister register,
    ImportRun run,
    ImportLog log,
    SourceFetcher fetcher,
    ILogger<ImportWorker> logger) : BackgroundService
{
    private const long Lock = 0x5544_4803;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private int _left = 1;

    /// <summary>How many first imports have not ended yet.</summary>
    public int Pending => Volatile.Read(ref _left);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or SourceException or DescriptorException or IOException)
            {
                Interrupted(logger, e.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        await using var lease = await database.LeaseAsync(Lock, cancel);
        await log.CloseInterruptedAsync(cancel);
        var cities = sources.Read().ToList();
        Volatile.Write(ref _left, cities.Sum(c => c.Sources.Count(s => !s.IsPulled)));
        foreach (var city in cities)
        {
            await register.DescribeAsync(city.City.City, city.Sources, city.Refused.Select(r => r.Name), cancel);
            foreach (var refused in city.Refused)
                await RefuseOnceAsync(refused, cancel);
        }

        foreach (var (city, source) in cities.SelectMany(c => c.Sources.Where(s => !s.IsPulled).Select(s => (c.City, s))).OrderBy(pair => pair.s.Order))
        {
            await run.RunAsync(source, city, new ImportWish(), cancel);
            Interlocked.Decrement(ref _left);
        }

        Volatile.Write(ref _left, 0);
        await FollowSchedulesAsync(cities, cancel);
    }

    /// <summary>One report, until there is another reason: a service that starts again has nothing new to say of the same file.</summary>
    private async Task RefuseOnceAsync(RefusedSource refused, CancellationToken cancel)
    {
        var newest = await log.ReadAsync(refused.City, collection: null, refused.Name, limit: 1, cancel);
        if (newest is not [var report] || (report.State, report.Detail) != (refused.State, refused.Reason))
            await run.RefuseAsync(refused, cancel);
    }

    private async Task FollowSchedulesAsync(List<CitySources> cities, CancellationToken cancel)
    {
        var now = DateTime.UtcNow;
        var due = cities.SelectMany(c => c.Sources.Where(s => s.Schedule is not null).Select(s => new Due(c.City, s, now))).ToList();
        if (due.Count == 0)
            await Task.Delay(Timeout.Infinite, cancel);
        while (true)
        {
            var next = due.MinBy(d => d.Next)!;
            // In slices, since a delay counts running time and not the time the machine slept.
            while (next.Next - DateTime.UtcNow is { Ticks: > 0 } wait)
                await Task.Delay(wait < TimeSpan.FromMinutes(1) ? wait : TimeSpan.FromMinutes(1), cancel);
            await RenewAsync(next.Source, next.City, cancel);
            next.Advance();
        }
    }

    /// <summary>Fetches and imports. When a file cannot be had the steward must see it: the rows stay, and the report says why they are old.</summary>
    private async Task RenewAsync(SourceFile source, CityFile city, CancellationToken cancel)
    {
        var reasons = new List<string>();
        foreach (var file in source.Files)
        {
            if (await fetcher.FetchAsync(file, source.Reading.Limit, cancel) is { State: FetchState.Failed } failed)
                reasons.Add(failed.Reason!);
        }

        if (reasons.Count == 0)
            await run.RunAsync(source, city, new ImportWish(), cancel);
        else
            await RefuseOnceAsync(new RefusedSource(source.City, source.Name, source.Collection, ImportStates.Failed, Summary(reasons)), cancel);
    }

    private static string Summary(List<string> reasons) =>
        string.Join("; ", reasons.Take(3)) + (reasons.Count > 3 ? $"; and {reasons.Count - 3} more files" : "");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Imports wait: {Reason}")]
    private static partial void Interrupted(ILogger logger, string reason);

    private sealed class Due(CityFile city, SourceFile source, DateTime from)
    {
        private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(city.Zone);

        public CityFile City => city;

        public SourceFile Source => source;

        public DateTime Next { get; private set; } = After(source, TimeZoneInfo.FindSystemTimeZoneById(city.Zone), from);

        public void Advance() => Next = After(source, _zone, DateTime.UtcNow);

        private static DateTime After(SourceFile source, TimeZoneInfo zone, DateTime from) => source.Schedule!.GetNextOccurrence(from, zone) ?? DateTime.MaxValue;
    }
}
