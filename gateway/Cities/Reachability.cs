using System.Collections.Concurrent;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// The circuit breaker, one line a base address. A question that gets no answer at all raises a suspicion; a probe of our
/// own then decides. So a slow question does not close a healthy place, a dead place costs the deadline once, and no
/// user's question is spent on finding out whether it is back.
/// </summary>
public sealed partial class Reachability(CityClient client, FederationOptions options, IHostApplicationLifetime lifetime, ILogger<Reachability> logger)
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Raised with the base address that answers again.</summary>
    public event Action<string>? Recovered;

    /// <summary>Why <paramref name="address"/> is not asked at the moment; null if it is.</summary>
    public CityFault? Down(string address) => _lines.TryGetValue(address, out var line) ? line.Fault : null;

    /// <summary>Notes that nothing came from <paramref name="address"/>, and looks after it until something does.</summary>
    public void Suspect(Place place, string address)
    {
        var line = _lines.GetOrAdd(address, _ => new Line());
        if (Interlocked.Exchange(ref line.Probing, 1) == 0)
            _ = ProbeAsync(line, place, address, lifetime.ApplicationStopping);
    }

    private async Task ProbeAsync(Line line, Place place, string address, CancellationToken stopping)
    {
        try
        {
            while (await TryAsync(place, address, stopping) is { } fault)
            {
                if (line.Fault is null)
                    Lost(logger, address, fault.Detail);
                line.Fault = fault;
                await Task.Delay(options.ProbePause, stopping);
            }

            if (line.Fault is not null)
                Back(logger, address);
            line.Fault = null;
            Recovered?.Invoke(address);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends, and the probe with it.
        }
        finally
        {
            Volatile.Write(ref line.Probing, 0);
        }
    }

    private async Task<CityFault?> TryAsync(Place place, string address, CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(options.ProbeTimeout);
        using var reply = await client.GetAsync(place, $"{address}/cities/{place.City}/ogc/collections", options.ProbeTimeout, deadline.Token, stopping);
        // An answer, even a wrong one, costs no deadline: such a place is asked, and its answer judged.
        return reply.Fault is { Silent: true } fault ? fault : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} is down: {Reason}")]
    private static partial void Lost(ILogger logger, string address, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Address} is back")]
    private static partial void Back(ILogger logger, string address);

    private sealed class Line
    {
        public int Probing;
        public volatile CityFault? Fault;
    }
}
