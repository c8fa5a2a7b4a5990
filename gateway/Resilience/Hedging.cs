using System.Collections.Concurrent;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.Resilience;

/// <summary>
/// Hedged requests (Dean and Barroso, The Tail at Scale, 2013): a question that takes longer than the place's own 95th
/// percentile is asked a second time, and the first good answer wins. At most every tenth question to a place is asked
/// twice, none while the place says that it has too much to do. Only for questions that change nothing.
/// </summary>
public sealed class Hedging(FederationOptions options)
{
    private readonly ConcurrentDictionary<string, Pace> _paces = new(StringComparer.Ordinal);

    /// <summary>Asks once or twice. The reply is the caller's to dispose of.</summary>
    /// <param name="address">Base address of the place.</param>
    /// <param name="ask">Asks; never throws but when the caller has gone. Its token is cancelled once the other has won.</param>
    public async Task<CityReply> AskAsync(string address, Deadline deadline, Func<CancellationToken, Task<CityReply>> ask)
    {
        var pace = _paces.GetOrAdd(address, _ => new Pace());
        pace.Asked(options.HedgedShare);
        using var won = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var first = ask(won.Token);
        var isSlow = !await EndsAsync(first, Patience(pace, deadline.Length)) && !deadline.Token.IsCancellationRequested;
        var reply = isSlow && pace.TryTakeSecond() ? await RaceAsync(first, ask, won) : await first;
        Note(pace, reply);
        return reply;
    }

    /// <summary>How long the first question is waited for before there is a second.</summary>
    private TimeSpan Patience(Pace pace, TimeSpan deadline)
    {
        var most = deadline / 2;
        var patience = pace.P95 is { } p95 && p95 > options.HedgedLeast ? p95 : options.HedgedLeast;
        return pace.P95 is null || patience > most ? most : patience;
    }

    private static async Task<bool> EndsAsync(Task<CityReply> first, TimeSpan within)
    {
        await ((Task)first).WaitAsync(within).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return first.IsCompleted;
    }

    private static async Task<CityReply> RaceAsync(Task<CityReply> first, Func<CancellationToken, Task<CityReply>> ask, CancellationTokenSource won)
    {
        var second = ask(won.Token);
        var winner = await Task.WhenAny(first, second);
        var loser = winner == first ? second : first;
        if ((await winner).Fault is not null)
            (winner, loser) = (loser, winner);
        var reply = await winner;
        await won.CancelAsync();
        _ = DropAsync(loser);
        return reply;
    }

    private static async Task DropAsync(Task<CityReply> loser)
    {
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loser.IsCompletedSuccessfully)
            (await loser).Dispose();
    }

    private void Note(Pace pace, CityReply reply)
    {
        if (reply.Answered)
            pace.Answered(reply.Elapsed);
        else if (reply.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            pace.Saturated(options.SaturatedPause);
    }
}
