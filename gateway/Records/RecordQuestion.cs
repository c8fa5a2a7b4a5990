using System.Text.RegularExpressions;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Records;

/// <summary>A question for records, read and checked (OGC API Records Part 1, clauses 7.3 and 7.4).</summary>
/// <param name="Phrases">What <c>q</c> asks: one of these must be found.</param>
/// <param name="Types">One of these must be the record's type; null for any.</param>
/// <param name="Ids">One of these must be the record's id; null for any.</param>
/// <param name="ExternalIds">One of these must be an external id, with its scheme or without; null for any.</param>
/// <param name="Order">Sortables with their direction; the id decides at the end.</param>
public sealed partial record RecordQuestion(
    int Limit,
    string? Cursor,
    IReadOnlyList<Regex> Phrases,
    IReadOnlyList<string>? Types,
    IReadOnlyList<string>? Ids,
    IReadOnlyList<string>? ExternalIds,
    BoundingBox? Box,
    IReadOnlyList<Place>? Cities,
    bool Strict,
    IReadOnlyList<(string Sortable, bool Descending)> Order,
    string Canonical)
{
    /// <summary>What records can be sorted by; the first is the order when none is asked.</summary>
    public static readonly IReadOnlyList<string> Sortables = ["id", "title", "updated", "city", "collection", "type"];

    private static readonly string[] _paging = ["limit", "cursor", "strict"];
    private static readonly string[] _own = ["limit", "cursor", "q", "type", "ids", "externalIds", "bbox", "datetime", "sortby"];

    /// <summary>The parameters of a scope.</summary>
    public static string[] Parameters(bool ofOneCity) => ofOneCity ? _own : [.. _own, "city", "strict"];

    /// <summary>Reads the question.</summary>
    /// <exception cref="ProblemException">400: a parameter is unknown or has a bad value.</exception>
    public static RecordQuestion Read(IQueryCollection query, bool ofOneCity, CityRegistry registry)
    {
        QueryParameters.Check(query, Parameters(ofOneCity));
        string? Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
        // No dataset says which time it covers, and what has no time always matches; but a wrong one is wrong.
        _ = QuestionReader.Time(query);
        return new RecordQuestion(
            QueryParameters.Number("limit", Text("limit"), ItemsQuestion.DefaultLimit, 1, ItemsQuestion.MaximumLimit),
            Text("cursor"),
            Phrase(Text("q")),
            List(Text("type")),
            List(Text("ids")),
            List(Text("externalIds")),
            Text("bbox") is { } box ? BoundingBox.Read(box, CoordinateSystem.Crs84) : null,
            registry.Read(Text("city")),
            FederatedQuestion.ReadStrict(query),
            Sort(Text("sortby")),
            string.Join('&', query.Where(p => !_paging.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value.ToString())}")));
    }

    /// <summary>Whether a record is asked for.</summary>
    public bool Holds(CatalogueEntry entry)
    {
        var properties = entry.Record.Properties;
        return (Types?.Contains(properties.Type) ?? true)
            && (Ids?.Contains(entry.Record.Id) ?? true)
            && (ExternalIds is null || properties.ExternalIds.Any(e => ExternalIds.Contains(e.Value) || ExternalIds.Contains($"{e.Scheme}:{e.Value}")))
            && (Phrases.Count == 0 || Phrases.Any(phrase => entry.Texts.Any(phrase.IsMatch)))
            && (Box is null || Meets(Box, entry.Box));
    }

    /// <summary>Compares two places in the order: the values of the sortables, the id last; nothing comes last.</summary>
    public int Compare(IReadOnlyList<string?> one, IReadOnlyList<string?> other)
    {
        for (var i = 0; i < Order.Count; i++)
        {
            if (one[i] is null || other[i] is null)
            {
                if (one[i] is null != other[i] is null)
                    return one[i] is null ? 1 : -1;
                continue;
            }

            var order = string.CompareOrdinal(one[i], other[i]);
            if (order != 0)
                return Order[i].Descending ? -order : order;
        }

        return 0;
    }

    /// <summary>The place of a record in the order.</summary>
    public string?[] Place(CatalogueEntry entry) => [.. Order.Select(o => entry.Value(o.Sortable))];

    private static bool Meets(BoundingBox box, double[]? extent)
    {
        if (extent is not [var w, var s, var e, var n] || n < box.South || s > box.North)
            return false;
        return box.CrossesDateLine ? e >= box.West || w <= box.East : e >= box.West && w <= box.East;
    }

    private static string[]? List(string? text) => text?.Split(',');

    /// <summary>A comma means "or"; words with blanks between must follow each other, with any white space between.</summary>
    private static List<Regex> Phrase(string? q)
    {
        var phrases = (q ?? "").Split(',').Select(p => White().Split(p.Trim())).Where(words => words is not [""])
            .Select(words => new Regex(string.Join(@"\s+", words.Select(Regex.Escape)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)).ToList();
        return q is not null && phrases.Count == 0 ? throw ProblemException.Parameter400("q", "The search has no word.") : phrases;
    }

    private static List<(string, bool)> Sort(string? text)
    {
        var order = new List<(string Sortable, bool Descending)>();
        foreach (var (name, descending) in text is null ? [] : SortOrder.Parts(text))
        {
            if (!Sortables.Contains(name) || order.Exists(o => o.Sortable == name))
                throw ProblemException.Parameter400("sortby", $"'{name}' is not a property by which records can be sorted, or is named twice; there are {string.Join(", ", Sortables)}.");
            order.Add((name, descending));
        }

        return order.Exists(o => o.Sortable == Sortables[0]) ? order : [.. order, (Sortables[0], false)];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
