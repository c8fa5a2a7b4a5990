using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>The report of one import, with the rows that were not let in.</summary>
public sealed class ImportModel(CatalogueCache cache, CollectionCatalogue collections, Gateway gateway) : PageModel
{
    private const int PageSize = 100;

    /// <summary>Rejected rows after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long After { get; set; }

    /// <summary>The city.</summary>
    public City City { get; private set; } = null!;

    /// <summary>The collection.</summary>
    public CollectionDescriptor Collection { get; private set; } = null!;

    /// <summary>The report.</summary>
    public ImportReport Report { get; private set; } = null!;

    /// <summary>A page of the rejected rows.</summary>
    public RejectionsPage Rejections { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(string city, string collection, long id, CancellationToken cancel)
    {
        var catalogue = await cache.GetAsync(cancel);
        if (collections.Find(collection) is not { } descriptor || catalogue.City(city) is not { } known)
            return NotFound();
        var rejections = gateway.RejectionsAsync(city, descriptor, id, After, PageSize, cancel);
        if (await gateway.ImportAsync(city, descriptor, id, cancel) is not { } report || report.Collection != collection)
            return NotFound();
        (City, Collection, Report) = (known, descriptor, report);
        Rejections = await rejections ?? new RejectionsPage([], null);
        return Page();
    }
}
