using Microsoft.AspNetCore.Mvc;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>One station: its latest values, and one of its datastreams over a period.</summary>
public sealed class StationModel(StationDirectory directory, CatalogueCache cache, CurveReader curves) : SensorsPage(directory, cache)
{
    /// <summary>Feature id of the datastream of the chart; by default the one that told last.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Datastream { get; set; }

    /// <summary>The station; null when its city does not answer.</summary>
    public Station? Station { get; private set; }

    /// <summary>City of a station that cannot be shown.</summary>
    public City? Away { get; private set; }

    /// <summary>The datastream of the chart.</summary>
    public Reading? Chosen { get; private set; }

    /// <summary>Its chart; null when it has no value.</summary>
    public ChartView? Chart { get; private set; }

    /// <summary>Active alerts about the station.</summary>
    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(string station, CancellationToken cancel)
    {
        if (await ReadAsync(cancel) is not { } now)
            return Page();
        if (now.Station(station) is not { } found)
            return Absent(now, station);
        Station = found;
        Chosen = found.Readings.FirstOrDefault(r => r.Datastream.Id == Datastream) ?? found.Readings.MaxBy(r => (r.Datastream.Last, r.Datastream.Count))!;
        Alerts = now.Alerts.Where(a => a.City == found.City.Id && a.Datastreams.Any(d => found.Readings.Any(r => r.Datastream.Number == d))).ToList();
        if (Asked.Of([Chosen.Datastream], found.City.Zone) is { } period)
            Chart = new ChartView(await curves.AskAsync([(found, Chosen.Datastream)], period, cancel), []);
        return Page();
    }

    // A station may have no datastream yet; its record says what there is, or that there is none of this id.
    private IActionResult Absent(SensorSnapshot now, string station)
    {
        var city = station.Split(':', 2)[0];
        if (Catalogue.City(city) is not { } away)
            return NotFound();
        if (!now.Missing.Contains(city))
            return Redirect($"/ogc/collections/monitoring-stations/items/{Uri.EscapeDataString(station)}");
        Away = away;
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Page();
    }
}
