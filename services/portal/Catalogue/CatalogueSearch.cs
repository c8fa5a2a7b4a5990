using System.Globalization;
using System.Text;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>What a visitor looks for; an empty list or text asks for nothing in particular.</summary>
public sealed record CatalogueQuestion(string Text, IReadOnlyList<string> Cities, IReadOnlyList<string> Themes, IReadOnlyList<string> Licences)
{
    /// <summary>Whether everything is asked for.</summary>
    public bool IsEmpty => Text.Length == 0 && Cities.Count == 0 && Themes.Count == 0 && Licences.Count == 0;
}

/// <summary>One choice of a filter, with the datasets it would leave.</summary>
public sealed record Facet(string Code, int Count, bool Chosen);

/// <summary>What was found.</summary>
/// <param name="Entries">Best first; without a text by collection and city.</param>
public sealed record CatalogueFinding(
    IReadOnlyList<CatalogueEntry> Entries,
    IReadOnlyList<Facet> Cities,
    IReadOnlyList<Facet> Themes,
    IReadOnlyList<Facet> Licences);

/// <summary>
/// Looks through the catalogue. Every word must be found, in either language, without regard to case and accents
/// («muenster» finds Münster). Datasets by the hundred: plain comparison is faster than any index would be.
/// </summary>
public static class CatalogueSearch
{
    /// <summary>Finds, and counts what each filter would leave; a filter does not count against itself.</summary>
    public static CatalogueFinding Find(CatalogueState catalogue, CatalogueQuestion question)
    {
        var words = Fold(question.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = catalogue.Entries
            .Select(entry => (entry, rank: Rank(entry, words)))
            .Where(f => f.rank > 0)
            .OrderByDescending(f => f.rank)
            .Select(f => f.entry)
            .ToList();
        return new CatalogueFinding(
            found.Where(e => InCity(e, question) && InTheme(e, question) && InLicence(e, question)).ToList(),
            Facets(found.Where(e => InTheme(e, question) && InLicence(e, question)), e => [e.City.Id], question.Cities),
            Facets(found.Where(e => InCity(e, question) && InLicence(e, question)), e => [e.Dataset.Theme], question.Themes),
            Facets(found.Where(e => InCity(e, question) && InTheme(e, question)), Licences, question.Licences));
    }

    private static bool InCity(CatalogueEntry e, CatalogueQuestion q) => q.Cities.Count == 0 || q.Cities.Contains(e.City.Id);

    private static bool InTheme(CatalogueEntry e, CatalogueQuestion q) => q.Themes.Count == 0 || q.Themes.Contains(e.Dataset.Theme);

    private static bool InLicence(CatalogueEntry e, CatalogueQuestion q) => q.Licences.Count == 0 || q.Licences.Intersect(Licences(e)).Any();

    private static IEnumerable<string> Licences(CatalogueEntry e) => e.Dataset.Licences().Select(l => l.Code);

    private static List<Facet> Facets(IEnumerable<CatalogueEntry> entries, Func<CatalogueEntry, IEnumerable<string>> codes, IReadOnlyList<string> chosen)
    {
        var counted = entries.SelectMany(codes).CountBy(code => code).ToDictionary();
        return counted.Keys.Union(chosen)
            .Select(c => new Facet(c, counted.GetValueOrDefault(c), chosen.Contains(c)))
            .ToList();
    }

    /// <summary>0 when a word is nowhere; a word in a title weighs more than one in a description.</summary>
    private static int Rank(CatalogueEntry entry, string[] words)
    {
        var titles = Fold($"{entry.Dataset.Title.De} {entry.Dataset.Title.En} {entry.Collection.Title.De} {entry.Collection.Title.En} {entry.Collection.Id}");
        var place = Fold($"{entry.City.Id} {entry.City.Name.De} {entry.City.Name.En} {entry.Dataset.Publisher}");
        var rest = Fold(string.Join(' ', Rest(entry)));
        var rank = 1;
        foreach (var word in words)
        {
            var weight = Contains(titles, word) ? 8 : Contains(place, word) ? 4 : Contains(rest, word) ? 1 : 0;
            if (weight == 0)
                return 0;
            rank += weight;
        }

        return rank;
    }

    private static IEnumerable<string> Rest(CatalogueEntry entry) =>
        entry.Collection.Properties.SelectMany(p => new[] { p.Title.De, p.Title.En })
            .Concat([entry.Dataset.Description.De, entry.Dataset.Description.En, entry.Collection.Description.De, entry.Collection.Description.En]);

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.Ordinal);

    /// <summary>Lower case, umlauts as two letters, other accents taken off: one spelling for both sides.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant().Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                folded.Append(char.IsWhiteSpace(c) || c is ',' or ';' or '-' ? ' ' : c);
        }

        return folded.ToString();
    }
}
