using System.Diagnostics;

namespace UrbanDataHub.Bench;

/// <summary>Something to ask again and again.</summary>
/// <param name="Address">The address of the n-th question.</param>
internal sealed record Variant(string Name, Func<int, Uri> Address);

/// <summary>A load of several connections that ask without a pause.</summary>
internal static class Load
{
    private static readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false, UseProxy = false });

    /// <summary>Answers a second of each variant: the medians of rounds in which they take turns, after one round to warm up.</summary>
    public static async Task<double[]> ThroughputAsync(Plan plan, params Variant[] variants)
    {
        var rounds = variants.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= plan.Rounds; round++)
        {
            for (var v = 0; v < variants.Length; v++)
            {
                var rate = await RoundAsync(plan, variants[v], round);
                if (round > 0)
                    rounds[v].Add(rate);
            }
        }

        return [.. rounds.Select(Median)];
    }

    /// <summary>Milliseconds of one answer of each variant, asked one after the other: the medians.</summary>
    public static async Task<double[]> LatencyAsync(Plan plan, int times, params Variant[] variants)
    {
        var measured = variants.Select(_ => new List<double>()).ToArray();
        for (var i = 0; i < times * plan.Rounds; i++)
        {
            for (var v = 0; v < variants.Length; v++)
            {
                var began = Stopwatch.GetTimestamp();
                await DrainAsync(variants[v].Address(i));
                if (i >= times)
                    measured[v].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        return [.. measured.Select(Median)];
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static async Task<double> RoundAsync(Plan plan, Variant variant, int round)
    {
        var (asked, answered) = (round * 1_000_000, 0);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, plan.Connections).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < plan.Round)
            {
                await DrainAsync(variant.Address(Interlocked.Increment(ref asked)));
                Interlocked.Increment(ref answered);
            }
        }));
        return answered / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task DrainAsync(Uri address)
    {
        using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null);
    }
}
