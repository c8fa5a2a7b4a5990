using System.Text.Json;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>
/// Asks for the aggregates of many series: one question a city, or a few where there are more series or buckets than one
/// question may have.
/// </summary>
public sealed class CityAggregates(FanOut fanOut, CityRegistry registry)
{
    private const int MostSeries = 50;
    private const int MostRows = 100_000;

    // Own services and partners alike have others to answer, too.
    private const int AtATime = 4;

    /// <summary>Asks, and gives every series its part.</summary>
    /// <param name="domain">That of the collection of series.</param>
    /// <returns>The word on each city.</returns>
    internal async Task<IReadOnlyList<CityAnswer>> AskAsync(AggregatesQuestion question, string domain, IReadOnlyList<AggregateAsk> asks, CancellationToken cancel)
    {
        using var deadline = fanOut.Begin(cancel);
        return await Task.WhenAll(asks.GroupBy(a => a.City).Select(city => AskCityAsync(question, domain, registry.Require(city.Key), [.. city], deadline)));
    }

    private async Task<CityAnswer> AskCityAsync(AggregatesQuestion question, string domain, Place place, List<AggregateAsk> asks, Deadline deadline)
    {
        if (place.IsForeign || asks.Exists(a => a.Number is null))
            return Miss(place, asks, TimeSpan.Zero, CityFault.Unusable("has no aggregates: its server is asked at query time"));
        var answers = new List<CityAnswer>();
        var series = asks.GroupBy(a => a.Number!.Value).ToList();
        foreach (var several in series.Chunk(Math.Clamp(MostRows / question.Buckets, 1, MostSeries)).Chunk(AtATime))
        {
            var replies = await fanOut.AskAsync(several.Select(chunk => Ask(place, domain, question, chunk.Select(s => s.Key))), deadline);
            answers.AddRange(several.Zip(replies, (chunk, reply) => Take(question, place, chunk, reply)));
        }

        // Parts of the city that came are in the answer; the city as a whole is what its worst part is.
        return answers.Find(a => a.State != CityStates.Answered) ?? answers[0] with { NumberReturned = answers.Sum(a => a.NumberReturned) };
    }

    private static CityQuestion Ask(Place place, string domain, AggregatesQuestion question, IEnumerable<long> series)
    {
        var (from, to) = (Uri.EscapeDataString(question.From), Uri.EscapeDataString(question.To));
        return new CityQuestion(
            place, domain, $"/cities/{place.City}/aggregates?datastream={string.Join(',', series)}&from={from}&to={to}&every={question.Every.Text}&fn={question.Asked}")
        {
            Accept = "application/json",
        };
    }

    private static CityAnswer Take(AggregatesQuestion question, Place place, IReadOnlyList<IGrouping<long, AggregateAsk>> chunk, CityReply reply)
    {
        using (reply)
        {
            if (!reply.Answered)
                return Miss(place, chunk.SelectMany(s => s), reply.Elapsed, reply.Fault ?? CityFault.Unusable(CityClient.Refusal(reply)));
            try
            {
                return Read(question, place, chunk, reply);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                return Miss(place, chunk.SelectMany(s => s), reply.Elapsed, CityFault.Unusable($"answered with no aggregates: {e.Message}"));
            }
        }
    }

    private static CityAnswer Read(AggregatesQuestion question, Place place, IReadOnlyList<IGrouping<long, AggregateAsk>> chunk, CityReply reply)
    {
        // A copy: the buckets live longer than the rented memory they came in.
        var found = JsonDocument.Parse(reply.Body!.Memory.ToArray()).RootElement.GetProperty("datastreams").EnumerateArray()
            .ToDictionary(d => d.GetProperty("datastream").GetInt64(), d => Buckets(d.GetProperty("buckets"), question));
        if (chunk.FirstOrDefault(s => !found.ContainsKey(s.Key)) is { } left)
            throw new JsonException($"{left.Key} is not among them");
        foreach (var ask in chunk.SelectMany(s => s))
            ask.Buckets = found[ask.Number!.Value];
        return new CityAnswer(place.City, CityStates.Answered, null, chunk.Sum(s => found[s.Key].Count), reply.Elapsed.TotalMilliseconds);
    }

    /// <summary>What is read here cannot fail when it is shown.</summary>
    private static List<AggregateBucket> Buckets(JsonElement buckets, AggregatesQuestion question)
    {
        if (buckets.GetArrayLength() > question.Buckets)
            throw new JsonException($"there are {buckets.GetArrayLength()} buckets where {question.Buckets} were asked for");
        var read = buckets.EnumerateArray().Select(b => new AggregateBucket(b, question)).ToList();
        return read.TrueForAll(b => b is { Time: not null, Exact: true or false }) ? read : throw new JsonException("a bucket has no time");
    }

    private static CityAnswer Miss(Place place, IEnumerable<AggregateAsk> asks, TimeSpan elapsed, CityFault fault)
    {
        var answer = new CityAnswer(place.City, fault.State, null, 0, elapsed.TotalMilliseconds, Detail: fault.Detail);
        foreach (var ask in asks)
            ask.Missing = answer;
        return answer;
    }
}
