using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>The list of datasets, with search and filters in the address: every view of it can be kept and sent on.</summary>
public sealed class IndexModel(CatalogueCache cache) : PageModel
{
    private const int LongestSearch = 200;

    /// <summary>Words looked for.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Text { get; set; }

    /// <summary>Cities chosen; none means all.</summary>
    [BindProperty(SupportsGet = true, Name = "city")]
    public List<string> Cities { get; set; } = [];

    /// <summary>Themes chosen.</summary>
    [BindProperty(SupportsGet = true, Name = "theme")]
    public List<string> Themes { get; set; } = [];

    /// <summary>Licences chosen.</summary>
    [BindProperty(SupportsGet = true, Name = "licence")]
    public List<string> Licences { get; set; } = [];

    /// <summary>The catalogue.</summary>
    public CatalogueState Catalogue { get; private set; } = null!;

    /// <summary>What was asked, as understood.</summary>
    public CatalogueQuestion Question { get; private set; } = null!;

    /// <summary>What was found.</summary>
    public CatalogueFinding Finding { get; private set; } = null!;

    /// <summary>The datasets found, together by collection: the best of a search first, else by title.</summary>
    public IEnumerable<IGrouping<string, CatalogueEntry>> Groups(string language)
    {
        var groups = Finding.Entries.GroupBy(e => e.Collection.Id);
        return Question.Text.Length > 0 ? groups : groups.OrderBy(g => g.First().Collection.Title.In(language), StringComparer.CurrentCulture);
    }

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        Catalogue = await cache.GetAsync(cancel);
        var text = (Text ?? "").Trim();
        Question = new CatalogueQuestion(text.Length > LongestSearch ? text[..LongestSearch] : text, Chosen(Cities), Chosen(Themes), Chosen(Licences));
        Finding = CatalogueSearch.Find(Catalogue, Question);
    }

    private static List<string> Chosen(IEnumerable<string> values) => values.Where(v => !string.IsNullOrEmpty(v)).Distinct().ToList();
}
