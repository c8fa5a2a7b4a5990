using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Pages;

/// <summary>How to use the node from a program, with examples to copy.</summary>
public sealed class DevelopersModel(CatalogueCache cache, HubSettings settings) : PageModel
{
    /// <summary>The examples.</summary>
    public Examples Examples { get; private set; } = null!;

    /// <summary>A feature id as it may look here.</summary>
    public string SampleCity { get; private set; } = settings.Node.Cities[0];

    /// <summary>Shows the page; it helps most when something does not work, so it is there without the gateway too.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        IGrouping<string, CatalogueEntry>? best = null;
        try
        {
            var catalogue = await cache.GetAsync(cancel);
            best = catalogue.Entries.Where(e => e.Dataset.Count > 0 && e.Collection.Geometry is not null)
                .GroupBy(e => e.Collection.Id).OrderBy(g => g.First().Collection.Domain == Programs.Sensors).ThenByDescending(g => g.Count()).ThenBy(g => g.Key).FirstOrDefault();
        }
        catch (GatewayException)
        {
            // Examples of what every installation is likely to have do as well.
        }

        Examples = new Examples(settings.Node.Url.ToString().TrimEnd('/'), best?.First(), best?.Select(e => e.City).ToList() ?? []);
    }
}
