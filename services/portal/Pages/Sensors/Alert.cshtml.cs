using Microsoft.AspNetCore.Mvc;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>One alert with the curve that led to it.</summary>
public sealed class AlertModel(StationDirectory directory, CatalogueCache cache, SensorAnswers answers, CurveReader curves) : SensorsPage(directory, cache)
{
    private static readonly TimeSpan ShortestMargin = TimeSpan.FromMinutes(30);

    /// <summary>Its city.</summary>
    public City City { get; private set; } = null!;

    /// <summary>The alert with its limits; null when its city does not answer.</summary>
    public AlertDetail? Detail { get; private set; }

    /// <summary>The curve; null when no datastream of it is known any more.</summary>
    public ChartView? Chart { get; private set; }

    /// <summary>What it is about, as far as it is known.</summary>
    public IReadOnlyList<(Station Station, Datastream Datastream)> About { get; private set; } = [];

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(string city, long id, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        if (Catalogue.City(city) is not { } known)
            return NotFound();
        City = known;
        try
        {
            Detail = await answers.AlertAsync(city, id, cancel);
        }
        catch (GatewayException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Page();
        }

        if (Detail is null)
            return NotFound();
        About = Detail.Alert.Datastreams.Select(d => Now?.Datastream($"{city}:{d}")).OfType<(Station Station, Reading Reading)>().Select(f => (f.Station, f.Reading.Datastream)).Take(CompareModel.Most).ToList();
        if (About.Count > 0)
            Chart = new ChartView(await curves.AskAsync(About, Around(Detail.Alert, About.Max(a => a.Datastream.Last), known.Zone), cancel), Detail.Limits, Detail.Alert);
        return Page();
    }

    /// <summary>What led to it, until it was over or as far as there are values, with some time before and after.</summary>
    private static Period Around(Alert alert, DateTimeOffset? last, string zone)
    {
        var begin = alert.Curve.From < alert.RaisedAt ? alert.Curve.From : alert.RaisedAt;
        var end = alert.ClearedAt ?? (last > alert.RaisedAt ? last.Value : alert.RaisedAt);
        var margin = (end - begin) / 2 is var half && half > ShortestMargin ? half : ShortestMargin;
        return new Period(begin - margin, end + margin, zone);
    }
}
