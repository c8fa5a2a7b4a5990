using System.Collections.Concurrent;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// Keeps <see cref="Holdings"/> true: one loop a part of a city, woken by an event, by a place that is back, or by its
/// timer. Events that come while it reads are answered by one more reading.
/// </summary>
public sealed partial class HoldingsRenewal(
    CityRegistry cities,
    Holdings holdings,
    HoldingsReader reader,
    Reachability reachability,
    FederationOptions options,
    ILogger<HoldingsRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<(string City, string Part), SemaphoreSlim> _bells = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when every part was read, or tried, once.</summary>
    public Task FirstRound => _first.Task;

    /// <summary>Has the part of the city read again soon.</summary>
    public void Renew(Place place, string part) => Ring(Bell(place, part));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        reachability.Recovered += RenewAllAt;
        var parts = cities.All.SelectMany(place => place.Parts.Select(part => (place, part))).ToList();
        var first = parts.Select(p => ReadAsync(p.place, p.part, stoppingToken)).ToList();
        await Task.WhenAll(first);
        _first.SetResult();
        await Task.WhenAll(parts.Select(p => LoopAsync(p.place, p.part, stoppingToken)));
    }

    private async Task LoopAsync(Place place, string part, CancellationToken stopping)
    {
        var bell = Bell(place, part);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await bell.WaitAsync(Pause(place, part), stopping);
                await ReadAsync(place, part, stopping);
                // Many events at once are one reading more, not many.
                await Task.Delay(Spacing, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private TimeSpan Pause(Place place, string part) =>
        !holdings.Of(place, part).Complete ? options.ProbePause : place.Own ? options.OwnRenewal : place.IsForeign ? options.ForeignRenewal : options.PartnerRenewal;

    private async Task ReadAsync(Place place, string part, CancellationToken stopping)
    {
        var address = place.Address(part);
        if (reachability.Down(address) is not null)
            return;
        var (shelf, fault) = await reader.ReadAsync(place, part, stopping);
        if (shelf is not null)
            holdings.Put(place, part, shelf);
        else if (fault is { Silent: true })
            reachability.Suspect(place, address);
        else
            NotRead(logger, place.City, part, fault!.Detail);
    }

    private void RenewAllAt(string address)
    {
        foreach (var place in cities.All)
        {
            foreach (var part in place.Parts.Where(part => place.Address(part) == address))
                Renew(place, part);
        }
    }

    private SemaphoreSlim Bell(Place place, string part) => _bells.GetOrAdd((place.City, part), _ => new SemaphoreSlim(0, 1));

    private static void Ring(SemaphoreSlim bell)
    {
        try
        {
            bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // It rings already.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {City} {Part} holds cannot be read: {Reason}")]
    private static partial void NotRead(ILogger logger, string city, string part, string reason);
}
