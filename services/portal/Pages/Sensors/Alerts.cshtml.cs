using Microsoft.AspNetCore.Mvc;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>Alerts of all cities or of one, the active ones first.</summary>
public sealed class AlertsModel(StationDirectory directory, CatalogueCache cache, SensorAnswers answers) : SensorsPage(directory, cache)
{
    /// <summary>Alerts of each kind in the list.</summary>
    public const int Most = 200;

    /// <summary>Only this city.</summary>
    [BindProperty(SupportsGet = true)]
    public string? City { get; set; }

    /// <summary>Only active ones, or only those that are over.</summary>
    [BindProperty(SupportsGet = true)]
    public bool? Active { get; set; }

    /// <summary>The alerts, active ones first, then the latest.</summary>
    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    /// <summary>Whether there may be more than are listed.</summary>
    public bool IsPart { get; private set; }

    /// <summary>Cities that have alerts to tell: those of nodes.</summary>
    public IReadOnlyList<City> Telling { get; private set; } = [];

    /// <summary>Cities that did not answer.</summary>
    public IReadOnlyList<City> Silent { get; private set; } = [];

    /// <summary>True when alerts could not be asked.</summary>
    public bool Trouble { get; private set; }

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        if (!string.IsNullOrEmpty(City) && Catalogue.City(City) is null)
            return NotFound();
        try
        {
            await AskAsync(cancel);
        }
        catch (GatewayException)
        {
            Trouble = true;
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        return Page();
    }

    /// <summary>Stations that an alert is about, as far as they are known.</summary>
    public IReadOnlyList<(Station Station, Datastream Datastream)> About(Alert alert) =>
        alert.Datastreams.Select(d => Now?.Datastream($"{alert.City}:{d}")).OfType<(Station Station, Reading Reading)>().Select(f => (f.Station, f.Reading.Datastream)).ToList();

    private async Task AskAsync(CancellationToken cancel)
    {
        var city = string.IsNullOrEmpty(City) ? null : City;
        var parts = await Task.WhenAll(new[] { true, false }.Where(a => Active is null || Active == a).Select(a => answers.AlertsAsync(city, a, Most, cancel)));
        Alerts = parts.SelectMany(p => p.Alerts).ToList();
        IsPart = parts.Any(p => p.Alerts.Count >= Most);
        var cities = parts.SelectMany(p => p.Federation.Cities).ToList();
        Telling = Known(cities.Select(c => c.City));
        Silent = Known(cities.Where(c => c.State != CityStates.Answered).Select(c => c.City));
    }

    private List<City> Known(IEnumerable<string> ids) => ids.Distinct().Select(Catalogue.City).OfType<City>().ToList();
}
