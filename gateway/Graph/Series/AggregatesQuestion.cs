using System.Globalization;
using GraphQL.Execution;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>What is asked of the series of one field; equal questions are asked together.</summary>
/// <param name="From">As the client wrote it.</param>
/// <param name="To">The same; not within any more.</param>
/// <param name="Buckets">How many each series may have.</param>
/// <param name="Values">The functions of <c>fn</c>, with commas between.</param>
/// <param name="Asked">All functions that the city is asked for, with commas between.</param>
internal sealed record AggregatesQuestion(string From, string To, BucketLength Every, int Buckets, string Values, string Asked)
{
    /// <summary>Most buckets of a series, as at the city's own address.</summary>
    public const int MostBuckets = 10_000;

    private const int LastYear = 9000;

    /// <summary>The functions, as a city and the fields of a bucket call them.</summary>
    public static readonly IReadOnlyList<string> Functions = ["mean", "min", "max", "sum", "count", "first", "last"];

    /// <summary>Reads the arguments.</summary>
    /// <param name="fields">Names of the fields that are wanted of a bucket.</param>
    /// <exception cref="ProblemException">400: no such time, or too many buckets.</exception>
    public static AggregatesQuestion Read(IDictionary<string, ArgumentValue>? given, IEnumerable<string> fields)
    {
        var (from, to, every) = (Text(given, "from"), Text(given, "to"), Text(given, "every"));
        var (begin, end, length) = (Instant("from", from), Instant("to", to), BucketLength.All.First(l => l.Text == every));
        if (begin >= end)
            throw ProblemException.Parameter400("to", "'to' must be after 'from'.");
        var buckets = length.Count(begin, end);
        if (buckets > MostBuckets)
            throw ProblemException.Parameter400("every", $"From {from} to {to} there are {buckets} times {length.Name}; there may be {MostBuckets}. Ask for longer ones, or for less time.");
        var values = ((IEnumerable<object>)given!["fn"].Value!).Cast<string>().ToList();
        if (values.Count == 0)
            throw ProblemException.Parameter400("fn", "'fn' is empty; it names functions such as MEAN.");
        var asked = Functions.Where(f => values.Contains(f) || fields.Contains(f));
        return new AggregatesQuestion(from, to, length, (int)buckets, string.Join(',', values), string.Join(',', asked));
    }

    /// <summary>How many buckets are asked for; of a wrong question, which is refused elsewhere, one.</summary>
    public static int Count(string? from, string? to, string? every)
    {
        if (BucketLength.All.FirstOrDefault(l => l.Text == every) is not { } length || !TryInstant(from, out var begin) || !TryInstant(to, out var end) || begin >= end)
            return 1;
        return length.Count(begin, end) is <= MostBuckets and var count ? (int)count : 1;
    }

    private static string Text(IDictionary<string, ArgumentValue>? given, string name) => Convert.ToString(given![name].Value, CultureInfo.InvariantCulture)!;

    private static DateTime Instant(string name, string text) => TryInstant(text, out var instant)
        ? instant
        : throw ProblemException.Parameter400(name, $"'{text}' is no RFC 3339 instant such as 2026-03-01T00:00:00Z.");

    private static bool TryInstant(string? text, out DateTime instant)
    {
        var known = TimeSpanFilter.TryInstant(text ?? "", out var found) && found.Year < LastYear;
        instant = found.UtcDateTime;
        return known;
    }
}
