using System.Collections.Concurrent;
using System.Diagnostics;
using UrbanDataHub.Gateway.Resilience;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// The circuit breaker, one line a base address. A question that gets no answer at all raises a suspicion; a probe of our
/// own then decides. So a slow question does not close a healthy place, a dead place costs the deadline once, and no
/// user's question is spent on finding out whether it is back. A place that answers, but mostly what cannot be used, is
/// left alone for a while, and asked again on trial once a probe got a good answer.
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
        var line = LineOf(address);
        if (Interlocked.Exchange(ref line.Probing, 1) == 0)
            _ = ProbeAsync(line, place, address, IsThere, lifetime.ApplicationStopping);
    }

    /// <summary>Notes whether an answer of <paramref name="address"/> could be used; after too many that could not, it is not asked for a while.</summary>
    /// <param name="fault">Why not; null if it could.</param>
    public void Note(Place place, string address, CityFault? fault)
    {
        if (fault is null && !_lines.ContainsKey(address))
            return;
        var line = LineOf(address);
        if (fault is null)
            Volatile.Write(ref line.UsableAt, Stopwatch.GetTimestamp());
        if (line.Answers.Note(usable: fault is null) is not { } count || Interlocked.Exchange(ref line.Probing, 1) != 0)
            return;
        line.Fault = CityFault.Unusable($"not asked for {options.BreakPause.TotalSeconds:0.#} s: {count}; the last one: {fault!.Detail}");
        Lost(logger, address, line.Fault.Detail);
        _ = HealAsync(line, place, address, lifetime.ApplicationStopping);
    }

    private Line LineOf(string address) => _lines.GetOrAdd(address, _ => new Line(new AnswerCount(options.BreakWindow, options.BreakFewest, options.BreakShare)));

    private async Task HealAsync(Line line, Place place, string address, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(options.BreakPause, stopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        line.Answers.Try();
        await ProbeAsync(line, place, address, IsUsable, stopping);
    }

    /// <summary>Tries until <paramref name="isFault"/> says of the answer that it is none.</summary>
    private async Task ProbeAsync(Line line, Place place, string address, Func<CityReply, CityFault?> isFault, CancellationToken stopping)
    {
        try
        {
            while (await TryAsync(line, place, address, isFault, stopping) is { } fault)
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

    /// <summary>Why the place is not there; null if it is. A usable answer that came in the meantime says more than a probe that began before it.</summary>
    private async Task<CityFault?> TryAsync(Line line, Place place, string address, Func<CityReply, CityFault?> isFault, CancellationToken stopping)
    {
        var began = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(options.ProbeTimeout);
        using var reply = await client.GetAsync(place, $"{address}/cities/{place.City}/ogc/collections", options.ProbeTimeout, deadline.Token, stopping);
        return isFault(reply) is { } fault && Volatile.Read(ref line.UsableAt) < began ? fault : null;
    }

    // An answer, even a wrong one, costs no deadline: such a place is asked, and its answer judged.
    private static CityFault? IsThere(CityReply reply) => reply.Fault is { Silent: true } fault ? fault : null;

    private static CityFault? IsUsable(CityReply reply) => reply.Fault ?? (reply.Answered ? null : CityFault.Unusable(CityClient.Refusal(reply)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} is down: {Reason}")]
    private static partial void Lost(ILogger logger, string address, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Address} is back")]
    private static partial void Back(ILogger logger, string address);

    private sealed class Line(AnswerCount answers)
    {
        public readonly AnswerCount Answers = answers;
        public int Probing;
        public long UsableAt;
        public volatile CityFault? Fault;
    }
}
