using System.Globalization;
using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Asking;

/// <summary>The parameter <c>datetime</c> (Part 1, clause 7.15.4): a closed interval; an open end is null.</summary>
public sealed partial record TimeSpanFilter(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Reads an instant, a date or an interval of two of them.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public static TimeSpanFilter Read(string text)
    {
        var ends = text.Split('/');
        if (ends.Length == 1)
            return new TimeSpanFilter(Instant(ends[0], text, end: false), Instant(ends[0], text, end: true));
        if (ends.Length != 2 || (Open(ends[0]) && Open(ends[1])))
            throw Bad(text);
        var from = Open(ends[0]) ? (DateTimeOffset?)null : Instant(ends[0], text, end: false);
        var to = Open(ends[1]) ? (DateTimeOffset?)null : Instant(ends[1], text, end: true);
        return from > to ? throw ProblemException.Parameter400("datetime", $"'{text}' ends before it begins.") : new TimeSpanFilter(from, to);
    }

    /// <summary>Reads an RFC 3339 instant; one without a zone is none.</summary>
    public static bool TryInstant(string text, out DateTimeOffset instant)
    {
        instant = default;
        // The framework alone would take "06/01/2024 00:00:00" too, and guess the machine's zone.
        return Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    /// <summary>For the canonical form of a question.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:O}/{To:O}");

    private static bool Open(string end) => end is "" or "..";

    /// <summary>A date stands for the whole day: its begin as a begin, its last microsecond as an end.</summary>
    private static DateTimeOffset Instant(string text, string whole, bool end)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            // The last day of the calendar has no day after it.
            return end ? new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero).AddTicks(-9) : start;
        }

        return TryInstant(text, out var instant) ? instant : throw Bad(whole);
    }

    private static ProblemException Bad(string text) => ProblemException.Parameter400(
        "datetime", $"'{text}' is neither an RFC 3339 instant (2024-06-01T00:00:00Z) or date, nor an interval of two with '/' between, '..' for an open end.");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,7})?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
