using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>
/// Reads the query string of an items request. The same reader serves services and gateway, so that a question is
/// right or wrong at both alike. Every fault is a 400 that names the parameter and what would be right.
/// </summary>
public static partial class QuestionReader
{
    /// <summary>The parameter that limits the time.</summary>
    public const string TimeParameter = "datetime";

    private static readonly string[] Own = ["limit", "cursor", "bbox", TimeParameter];

    /// <summary>Reads the question.</summary>
    /// <param name="others">Parameters that the caller reads itself, such as <c>city</c>.</param>
    /// <exception cref="ProblemException">A parameter is unknown or has a bad value.</exception>
    public static ItemsQuestion Read(IQueryCollection query, CollectionDescriptor collection, params ReadOnlySpan<string> others)
    {
        List<PropertyFilter>? filters = null;
        foreach (var (name, values) in query)
        {
            QueryParameters.CheckOnce(name, values);
            if (Own.Contains(name, StringComparer.Ordinal) || others.Contains(name))
                continue;
            var property = collection.Properties.FirstOrDefault(p => p.Name == name) ?? throw Unknown(name, collection, others);
            var text = values[0] ?? "";
            // PostgreSQL has no NUL in a text.
            if (text.Contains('\0', StringComparison.Ordinal))
                throw ProblemException.Parameter400(name, $"The parameter '{name}' has a NUL character, which no text has.");
            (filters ??= []).Add(new PropertyFilter(property, Value(property, text), text));
        }

        var limit = QueryParameters.Number("limit", Text(query, "limit"), ItemsQuestion.DefaultLimit, 0, ItemsQuestion.MaximumLimit);
        return new ItemsQuestion(collection, limit, Text(query, "cursor"), Box(query), Time(query), filters ?? []);
    }

    private static BoundingBox? Box(IQueryCollection query)
    {
        if (Text(query, "bbox") is not { } text)
            return null;
        var numbers = text.Split(',').Select(Number).ToArray();
        // With six numbers the third and sixth are heights, which two-dimensional data does not answer to.
        double?[] box = numbers.Length == 6 ? [numbers[0], numbers[1], numbers[3], numbers[4]] : numbers;
        if (box.Length != 4 || box.Any(n => n is null) || numbers.Any(n => n is null))
            throw ProblemException.Parameter400("bbox", $"'{text}' is not four numbers west,south,east,north (or six with heights) in degrees.");
        if (box[1] > box[3])
            throw ProblemException.Parameter400("bbox", $"South ({box[1]}) lies north of north ({box[3]}); the order is west,south,east,north.");
        if (box[0] is < -180 or > 180 || box[2] is < -180 or > 180 || box[1] < -90 || box[3] > 90)
            throw ProblemException.Parameter400("bbox", $"'{text}' leaves longitude -180 to 180 or latitude -90 to 90.");
        return new BoundingBox(box[0]!.Value, box[1]!.Value, box[2]!.Value, box[3]!.Value);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Reads the parameter <c>datetime</c> alone; null if it is not given.</summary>
    /// <exception cref="ProblemException">It is neither an instant nor an interval.</exception>
    public static TimeSpanFilter? Time(IQueryCollection query)
    {
        if (Text(query, TimeParameter) is not { } text)
            return null;
        var ends = text.Split('/');
        if (ends.Length == 1)
            return new TimeSpanFilter(Instant(ends[0], text, end: false), Instant(ends[0], text, end: true));
        if (ends.Length != 2 || (Open(ends[0]) && Open(ends[1])))
            throw BadTime(text);
        var from = Open(ends[0]) ? (DateTimeOffset?)null : Instant(ends[0], text, end: false);
        var to = Open(ends[1]) ? (DateTimeOffset?)null : Instant(ends[1], text, end: true);
        return from > to ? throw ProblemException.Parameter400(TimeParameter, $"'{text}' ends before it begins.") : new TimeSpanFilter(from, to);
    }

    private static bool Open(string end) => end is "" or "..";

    /// <summary>A date stands for the whole day: its begin as a begin, its last tick as an end.</summary>
    private static DateTimeOffset Instant(string text, string whole, bool end)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            return end ? start.AddDays(1).AddMicroseconds(-1) : start;
        }

        return TryInstant(text, out var instant) ? instant : throw BadTime(whole);
    }

    private static bool TryInstant(string text, out DateTimeOffset instant)
    {
        instant = default;
        // The framework alone would take "06/01/2024 00:00:00" too, and guess the machine's zone.
        return Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    private static ProblemException BadTime(string text) => ProblemException.Parameter400(
        TimeParameter, $"'{text}' is neither an RFC 3339 instant (2024-06-01T00:00:00Z) or date, nor an interval of two with '/' between, '..' for an open end.");

    private static object Value(PropertyDescriptor property, string text) => property.Kind switch
    {
        PropertyKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        PropertyKind.Number when Number(text) is { } number => number,
        PropertyKind.Boolean when text is "true" or "false" => text == "true",
        PropertyKind.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        PropertyKind.Instant when TryInstant(text, out var instant) => instant,
        PropertyKind.Text or PropertyKind.TextList => text,
        _ => throw ProblemException.Parameter400(property.Name, $"'{text}' is not {Wanted(property.Kind)}."),
    };

    private static string Wanted(PropertyKind kind) => kind switch
    {
        PropertyKind.Integer => "a whole number",
        PropertyKind.Number => "a number with a decimal point",
        PropertyKind.Boolean => "true or false",
        PropertyKind.Date => "a date such as 2024-06-01",
        PropertyKind.Instant => "an RFC 3339 instant such as 2024-06-01T00:00:00Z",
        _ => "a text",
    };

    private static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static ProblemException Unknown(string name, CollectionDescriptor collection, ReadOnlySpan<string> others)
    {
        var known = Own.Concat(others.ToArray()).Concat(collection.Properties.Select(p => p.Name));
        return ProblemException.Parameter400(name, $"The parameter '{name}' is unknown; '{collection.Id}' knows {string.Join(", ", known)}.");
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,7})?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
