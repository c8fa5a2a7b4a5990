using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Sensors;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>Several datastreams, of any stations and cities, in one chart. Its address says everything and may be kept.</summary>
public sealed class CompareModel(StationDirectory directory, CatalogueCache cache, CurveReader curves) : SensorsPage(directory, cache)
{
    /// <summary>Datastreams in one chart.</summary>
    public const int Most = 8;

    /// <summary>Feature ids of the datastreams.</summary>
    [BindProperty(SupportsGet = true)]
    public string[] Datastream { get; set; } = [];

    /// <summary>Observed property of the datastreams that can be added.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Property { get; set; }

    /// <summary>What is compared.</summary>
    public IReadOnlyList<(Station Station, Datastream Datastream)> Chosen { get; private set; } = [];

    /// <summary>Ids that no city that answers has.</summary>
    public IReadOnlyList<string> Unknown { get; private set; } = [];

    /// <summary>Datastreams that are left out since two axes are taken by other units.</summary>
    public IReadOnlyList<(Station Station, Datastream Datastream)> OtherUnits { get; private set; } = [];

    /// <summary>Whether more than <see cref="Most"/> were asked for.</summary>
    public bool TooMany { get; private set; }

    /// <summary>Observed properties of all stations.</summary>
    public IReadOnlyList<string> Properties { get; private set; } = [];

    /// <summary>Datastreams that can be added.</summary>
    public IReadOnlyList<(Station Station, Datastream Datastream)> Choices { get; private set; } = [];

    /// <summary>The chart; null when nothing is chosen, or has no value.</summary>
    public ChartView? Chart { get; private set; }

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var ids = Datastream.Where(d => !string.IsNullOrEmpty(d)).Distinct().ToList();
        (Datastream, TooMany) = ([.. ids.Take(Most)], ids.Count > Most);
        if (await ReadAsync(cancel) is not { } now)
            return Page();
        var found = Datastream.Select(now.Datastream).OfType<(Station Station, Reading Reading)>().Select(f => (f.Station, f.Reading.Datastream)).ToList();
        Unknown = Datastream.Except(found.Select(f => f.Datastream.Id)).ToList();
        var units = found.Select(f => f.Datastream.Unit).Distinct().Take(2).ToList();
        (Chosen, OtherUnits) = (found.Where(f => units.Contains(f.Datastream.Unit)).ToList(), found.Where(f => !units.Contains(f.Datastream.Unit)).ToList());
        Offer(now);
        if (Chosen.Count > 0 && Asked.Of(Chosen.Select(c => c.Datastream).ToList(), Chosen[0].Station.City.Zone) is { } period)
            Chart = new ChartView(await curves.AskAsync(Chosen, period, cancel), []);
        return Page();
    }

    /// <summary>Address of this page without one of the datastreams.</summary>
    public string Without(string id) => QueryHelpers.AddQueryString("/sensors/compare", Datastream.Where(d => d != id)
        .Select(d => new KeyValuePair<string, string?>("datastream", d))
        .Concat(new Dictionary<string, string?> { ["from"] = From?.ToString("O", CultureInfo.InvariantCulture), ["to"] = To?.ToString("O", CultureInfo.InvariantCulture), ["span"] = Span }.Where(p => p.Value is not null)));

    /// <summary>Names in <paramref name="language"/> of the cities of what is not found, where these do not answer.</summary>
    public IReadOnlyList<string> UnknownCities(string language) =>
        Unknown.Select(id => id.Split(':', 2)[0]).Where(c => Now!.Missing.Contains(c)).Distinct().Select(c => Catalogue.CityName(c, language)).ToList();

    private void Offer(SensorSnapshot now)
    {
        var all = now.Stations.SelectMany(s => s.Readings, (s, r) => (Station: s, r.Datastream)).ToList();
        Properties = all.Select(d => d.Datastream.Property).Distinct().ToList();
        Property = Properties.Contains(Property) ? Property : Chosen.Count > 0 ? Chosen[0].Datastream.Property : Properties.Count > 0 ? Properties[0] : null;
        Choices = all.Where(d => d.Datastream.Property == Property && !Datastream.Contains(d.Datastream.Id)).ToList();
    }
}
