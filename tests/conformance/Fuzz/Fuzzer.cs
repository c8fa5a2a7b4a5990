using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CsCheck;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>
/// Sends generated requests, some at a time. The same seed makes the same requests: <c>HUB_FUZZ_SEED</c>, and
/// <c>HUB_FUZZ_TIMES</c> as many of them as usual.
/// </summary>
internal sealed class Fuzzer(HttpClient http)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private static ulong Seed { get; } = ulong.Parse(Environment.GetEnvironmentVariable("HUB_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);

    private static int Times { get; } = int.Parse(Environment.GetEnvironmentVariable("HUB_FUZZ_TIMES") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Sends requests and fails with the faults that were found, the first of them in full.</summary>
    public async Task RunAsync(Gen<FuzzRequest> requests, int count)
    {
        var random = new PCG(1, Seed);
        var all = Enumerable.Range(0, count * Times).Select(_ => requests.Generate(random, null, out Size _)).ToList();
        var (faults, statuses) = (new ConcurrentBag<string>(), new ConcurrentDictionary<int, int>());
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (request, cancel) =>
        {
            var (status, fault) = await SendAsync(request, cancel);
            statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
            if (fault is not null)
                faults.Add($"{request}\n    {fault}");
        });
        var summary = $"seed {Seed}, {all.Count} requests: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} × {s.Key}"))}";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(faults.IsEmpty, $"{faults.Count} faults; {summary}\n{string.Join('\n', faults.Take(20))}");
        // A fuzzer whose requests are all refused, or all right, tests one half only.
        Assert.Contains(statuses.Keys, s => s == 200);
        Assert.Contains(statuses.Keys, s => s is >= 400 and < 500);
    }

    private async Task<(int Status, string? Fault)> SendAsync(FuzzRequest request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_longest);
        using var message = Message(request);
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            return ((int)answer.StatusCode, Verdict.On(request, (int)answer.StatusCode, answer.Content.Headers.ContentType, body));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (0, $"no answer within {_longest.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return (0, $"the connection broke: {e.Message}");
        }
    }

    private HttpRequestMessage Message(FuzzRequest request)
    {
        // As it is: the address must not be made a better one on its way.
        var address = new Uri($"{http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{request.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, address);
        if (request.Body is not null)
            message.Content = new StringContent(request.Body, Encoding.UTF8, "application/json");
        return message;
    }
}
