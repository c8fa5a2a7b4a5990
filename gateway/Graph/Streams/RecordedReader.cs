using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Graph.Series;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>
/// Reads the observations that an event tells of: those of its series from its first to its last time, out of the city's own
/// service. An event is read once for all subscribers; only where it has more than may be, those who want some of them ask again.
/// </summary>
public sealed class RecordedReader(FanOut fanOut, CityRegistry registry)
{
    /// <summary>Most observations of an event.</summary>
    public const int Most = 1000;

    // An address has no room for more.
    private const int MostNamed = 500;

    private readonly ConditionalWeakTable<ObservationsRecorded, Lazy<Task<Recorded>>> _read = [];

    /// <summary>Reads them. That they could not be read is told in the answer.</summary>
    internal async Task<Recorded> ReadAsync(SeriesCollections collections, ObservationsRecorded recorded, RecordedFilter wanted, CancellationToken cancel)
    {
        var all = await _read.GetValue(recorded, e => new(() => AskAsync(collections, e, RecordedFilter.All, CancellationToken.None))).Value.WaitAsync(cancel);
        if (wanted.TakesAll)
            return all;
        if (all.Missing is not null)
            return all with { Series = wanted.SeriesOf(recorded) };
        return all.IsWhole ? Part(collections, all, wanted) : await AskAsync(collections, recorded, wanted, cancel);
    }

    private static Recorded Part(SeriesCollections collections, Recorded all, RecordedFilter wanted)
    {
        var observations = all.Observations.Where(o => Takes(collections, o, wanted)).ToList();
        return all with { Series = wanted.SeriesOf(all.Event), Observations = observations, Total = observations.Count };
    }

    private static bool Takes(SeriesCollections collections, FeatureNode observation, RecordedFilter wanted) =>
        wanted.Series?.Contains(observation.Property(collections.SeriesOf.Name).GetInt64()) != false
        && wanted.Stations?.Contains(observation.Property(collections.StationOf.Name).GetString() ?? "") != false;

    private async Task<Recorded> AskAsync(SeriesCollections collections, ObservationsRecorded recorded, RecordedFilter wanted, CancellationToken cancel)
    {
        var named = wanted.SeriesOf(recorded).Count <= MostNamed;
        using var deadline = fanOut.Begin(cancel);
        using var reply = await fanOut.AskAsync(Question(collections, recorded, wanted, named), deadline);
        if (!reply.Answered)
            return Recorded.Without(recorded, wanted, reply.Fault?.State ?? CityStates.Failed, reply.Fault?.Detail ?? CityClient.Refusal(reply));
        try
        {
            return Read(collections, recorded, wanted, named, reply);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Recorded.Without(recorded, wanted, CityStates.Failed, $"answered with no page of observations: {e.Message}");
        }
    }

    /// <summary>The same question that the query asks; the newest first, so that of too many those are there.</summary>
    private CityQuestion Question(SeriesCollections collections, ObservationsRecorded recorded, RecordedFilter wanted, bool named)
    {
        var filters = new List<string>();
        if (named)
            filters.Add($"{collections.SeriesOf.Name} IN ({string.Join(',', wanted.SeriesOf(recorded))})");
        if (wanted.Stations is { } stations)
            filters.Add($"{collections.StationOf.Name} IN ({string.Join(',', stations.Select(s => $"'{s.Replace("'", "''", StringComparison.Ordinal)}'"))})");
        var parameters = new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
        {
            ["datetime"] = $"{Micro(recorded.From, 0)}/{Micro(recorded.To, TimeSpan.TicksPerMicrosecond - 1)}",
            ["sortby"] = "-" + collections.Observations.Instant!.Name,
            ["limit"] = Most.ToString(CultureInfo.InvariantCulture),
        }.Concat(filters.Count == 0 ? [] : [KeyValuePair.Create("filter", (Microsoft.Extensions.Primitives.StringValues)string.Join(" AND ", filters)), new("filter-lang", "cql2-text")])
            .ToDictionary());
        var place = registry.Require(recorded.City);
        return FederatedQuestion.Read(parameters, collections.Observations, registry).For(place, Most, new CityPosition(place.City));
    }

    /// <summary>Whole microseconds, which is what is kept of a time.</summary>
    private static string Micro(DateTimeOffset time, long more) =>
        new DateTime((time.UtcTicks + more) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);

    private static Recorded Read(SeriesCollections collections, ObservationsRecorded recorded, RecordedFilter wanted, bool named, CityReply reply)
    {
        // A copy: the nodes live longer than the rented memory they came in.
        var page = JsonDocument.Parse(reply.Body!.Memory.ToArray()).RootElement;
        var nodes = page.GetProperty("features").EnumerateArray().Reverse().Select((feature, index) => new FeatureNode(NoPage.One, index, recorded.City, feature)).ToList();
        if (!named)
        {
            var series = wanted.SeriesOf(recorded).ToHashSet();
            nodes.RemoveAll(o => !series.Contains(o.Property(collections.SeriesOf.Name).GetInt64()));
        }

        return new Recorded(recorded, wanted.SeriesOf(recorded), nodes, named ? page.GetProperty("numberMatched").GetInt64() : null);
    }

    /// <summary>Observations of an event stand in no page that could be gone on with.</summary>
    private sealed class NoPage : INodePage
    {
        public static readonly NoPage One = new();

        public long? Matched => null;

        public bool HasNext => false;

        public string? Cursor => null;

        public string CursorAfter(FeatureNode node) => throw new InvalidOperationException("There is no page behind an event.");
    }
}
