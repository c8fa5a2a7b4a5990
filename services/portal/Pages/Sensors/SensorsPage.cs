using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Sensors;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>A page about stations: what they are now, and which cities are missing.</summary>
public abstract class SensorsPage(StationDirectory directory, CatalogueCache cache) : PageModel
{
    /// <summary>First day of the period.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    /// <summary>Last day of the period.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    /// <summary>A period that ends with the latest value, one of <see cref="PeriodQuestion.Spans"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Span { get; set; }

    /// <summary>The catalogue, for names of cities.</summary>
    public CatalogueState Catalogue { get; private set; } = null!;

    /// <summary>The stations; null when the gateway does not answer.</summary>
    public SensorSnapshot? Now { get; private set; }

    /// <summary>Names in <paramref name="language"/> of cities that did not answer.</summary>
    public IReadOnlyList<string> MissingNames(string language) => (Now?.Missing ?? []).Select(c => Catalogue.CityName(c, language)).ToList();

    /// <summary>What of the period was asked for.</summary>
    protected PeriodQuestion Asked => new(From, To, Span);

    /// <summary>Asks for the stations; the page is a 503 when there is no answer.</summary>
    protected async Task<SensorSnapshot?> ReadAsync(CancellationToken cancel)
    {
        Catalogue = await cache.GetAsync(cancel);
        try
        {
            return Now = await directory.GetAsync(cancel);
        }
        catch (GatewayException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return null;
        }
    }
}
