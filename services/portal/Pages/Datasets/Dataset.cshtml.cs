using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>One city's dataset.</summary>
public sealed class DatasetModel(CatalogueCache cache, CollectionCatalogue collections, Gateway gateway) : PageModel
{
    private const int LatestImports = 10;

    /// <summary>Position in the table of rows.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The catalogue.</summary>
    public CatalogueState Catalogue { get; private set; } = null!;

    /// <summary>The city.</summary>
    public City City { get; private set; } = null!;

    /// <summary>The collection.</summary>
    public CollectionDescriptor Collection { get; private set; } = null!;

    /// <summary>The dataset; null when its city is away and the portal never heard of it.</summary>
    public CatalogueEntry? Entry { get; private set; }

    /// <summary>The rows.</summary>
    public FeaturesView? Features { get; private set; }

    /// <summary>Whether stations of the city have pages of their own with what this is about.</summary>
    public bool HasStations => Collection.Id is "monitoring-stations" or "datastreams" or "observations";

    /// <summary>The latest imports, newest first; null when they could not be asked.</summary>
    public IReadOnlyList<ImportReport>? Imports { get; private set; }

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(string city, string collection, CancellationToken cancel)
    {
        Catalogue = await cache.GetAsync(cancel);
        if (collections.Find(collection) is not { } descriptor || Catalogue.City(city) is not { } known)
            return NotFound();
        (City, Collection, Entry) = (known, descriptor, Catalogue.Find(city, collection));
        if (Entry is not null)
            await ReadAsync(Entry, cancel);
        else if (known.Answers)
            return NotFound();
        else
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Page();
    }

    private async Task ReadAsync(CatalogueEntry entry, CancellationToken cancel)
    {
        var features = FeaturesView.AskAsync(gateway, Collection, City, [entry], Cursor, cancel);
        var imports = ImportsAsync(cancel);
        Features = await features;
        Imports = await imports;
    }

    private async Task<IReadOnlyList<ImportReport>?> ImportsAsync(CancellationToken cancel)
    {
        try
        {
            return await gateway.ImportsAsync(City.Id, Collection.Id, LatestImports, cancel);
        }
        catch (GatewayException)
        {
            return null;
        }
    }
}
