using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Pages;

/// <summary>The start page: what this is, who takes part, what there is, what changed.</summary>
public sealed class IndexModel(CatalogueCache cache) : PageModel
{
    private const int Lately = 8;
    private static readonly string[] Numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The catalogue.</summary>
    public CatalogueState Catalogue { get; private set; } = null!;

    /// <summary>The datasets that changed last, newest first.</summary>
    public IReadOnlyList<CatalogueEntry> Changed { get; private set; } = [];

    /// <summary>Themes with their number of datasets, most first.</summary>
    public IReadOnlyList<(string Code, int Count)> Themes { get; private set; } = [];

    /// <summary>Collections with a map, those that most cities fill first: good first looks.</summary>
    public IReadOnlyList<CatalogueEntry> Suggestions { get; private set; } = [];

    /// <summary>«from five cities»: a small number as a word, as one would say it.</summary>
    public string FromCities(Wording words)
    {
        var count = Catalogue.Cities.Count;
        var word = count < Numbers.Length ? words.Say(Numbers[count]) : words.Number((long)count);
        return words.Say(count == 1 ? "from {0} city" : "from {0} cities", word);
    }

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        Catalogue = await cache.GetAsync(cancel);
        Changed = Catalogue.Entries.Where(e => e.LastChanged is not null).OrderByDescending(e => e.LastChanged).Take(Lately).ToList();
        Themes = Catalogue.Entries.CountBy(e => e.Dataset.Theme).Select(t => (t.Key, t.Value)).OrderByDescending(t => t.Value).ThenBy(t => t.Key).ToList();
        Suggestions = Catalogue.Entries.Where(e => e.Dataset.Count > 0 && e.Collection.Geometry is not null && e.Collection.Domain != Programs.Sensors)
            .GroupBy(e => e.Collection.Id).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(5).Select(g => g.First()).ToList();
    }
}
