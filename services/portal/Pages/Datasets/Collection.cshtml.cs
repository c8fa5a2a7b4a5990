using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>One collection over all cities.</summary>
public sealed class CollectionModel(CatalogueCache cache, CollectionCatalogue collections, Gateway gateway) : PageModel
{
    /// <summary>Position in the table.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The catalogue.</summary>
    public CatalogueState Catalogue { get; private set; } = null!;

    /// <summary>The rows.</summary>
    public FeaturesView Features { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(string collection, CancellationToken cancel)
    {
        if (collections.Find(collection) is not { } descriptor)
            return NotFound();
        Catalogue = await cache.GetAsync(cancel);
        var entries = Catalogue.Of(collection);
        Features = await FeaturesView.AskAsync(gateway, descriptor, city: null, entries, Cursor, cancel);
        return Page();
    }
}
