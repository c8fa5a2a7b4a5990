using System.Globalization;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>What is asked of rollups.</summary>
/// <param name="Datastreams">In ascending order.</param>
/// <param name="From">In UTC.</param>
/// <param name="To">In UTC; not within any more.</param>
/// <param name="Functions">Names of <see cref="All"/>, as asked.</param>
internal sealed record AggregatesQuestion(IReadOnlyList<long> Datastreams, DateTime From, DateTime To, BucketSize Every, IReadOnlyList<string> Functions)
{
    private const int MostDatastreams = 50;
    private const int MostBuckets = 10_000;
    private const int LastYear = 9000;

    /// <summary>What each function makes of a bucket; null where there are no results.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Bucket, double?>> All = new Dictionary<string, Func<Bucket, double?>>(StringComparer.Ordinal)
    {
        ["count"] = b => b.Count, ["sum"] = b => b.Sum, ["min"] = b => b.Min, ["max"] = b => b.Max, ["mean"] = b => b.Mean, ["first"] = b => b.First, ["last"] = b => b.Last,
    };

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="ProblemException">400: one is missing or wrong, or too much is asked.</exception>
    public static AggregatesQuestion Read(IQueryCollection query)
    {
        QueryParameters.Check(query, "datastream", "from", "to", "every", "fn");
        var (from, to) = (Instant(query, "from"), Instant(query, "to"));
        if (from >= to)
            throw ProblemException.Parameter400("to", "'to' must be after 'from'.");
        var every = SizeOf(query);
        if (every.Number(to.AddTicks(-1)) - every.Number(from) >= MostBuckets)
            throw ProblemException.Parameter400("every", $"From {from:yyyy-MM-dd} to {to:yyyy-MM-dd} there are more than {MostBuckets} times {every.Text}; ask for longer ones, or for less time.");
        return new AggregatesQuestion(IdsOf(query), from, to, every, NamesOf(query));
    }

    private static DateTime Instant(IQueryCollection query, string name)
    {
        var text = Required(query, name, "an instant such as 2026-03-01T00:00:00Z");
        return TimeSpanFilter.TryInstant(text, out var instant) && instant.Year < LastYear
            ? instant.UtcDateTime
            : throw ProblemException.Parameter400(name, $"'{text}' is no RFC 3339 instant such as 2026-03-01T00:00:00Z.");
    }

    private static BucketSize SizeOf(IQueryCollection query)
    {
        var text = query.TryGetValue("every", out var given) ? given.ToString() : "PT1H";
        return BucketSize.All.FirstOrDefault(s => s.Text == text)
            ?? throw ProblemException.Parameter400("every", $"'{text}' is none of {string.Join(", ", BucketSize.All.Select(s => s.Text))}.");
    }

    private static List<long> IdsOf(IQueryCollection query)
    {
        var text = Required(query, "datastream", $"up to {MostDatastreams} ids of Datastreams with commas between");
        var ids = text.Split(',').Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ProblemException.Parameter400("datastream", $"'{id}' is no id of a Datastream; there are whole numbers with commas between.")).Distinct().Order().ToList();
        return ids.Count <= MostDatastreams ? ids : throw ProblemException.Parameter400("datastream", $"{ids.Count} Datastreams are asked for; there may be {MostDatastreams}.");
    }

    private static List<string> NamesOf(IQueryCollection query)
    {
        var names = (query.TryGetValue("fn", out var given) ? given.ToString() : "mean").Split(',').Distinct().ToList();
        return names.Find(n => !All.ContainsKey(n)) is { } unknown
            ? throw ProblemException.Parameter400("fn", $"'{unknown}' is none of {string.Join(", ", All.Keys)}.")
            : names;
    }

    private static string Required(IQueryCollection query, string name, string what) => query.TryGetValue(name, out var given) && given.ToString() is { Length: > 0 } text
        ? text
        : throw ProblemException.Parameter400(name, $"The parameter '{name}' is missing: {what}.");
}
