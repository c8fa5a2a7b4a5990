using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Portal.Serving;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>A station as list and map show it: what it says of the observed property that was chosen.</summary>
/// <param name="Colour">From 1 to 5; null where the value is late, suspect or none.</param>
public sealed record StationRow(Station Station, Reading? Shown, int? Colour);

/// <summary>All stations, or those of a city, an observed property, a state: as map and list.</summary>
public sealed class IndexModel(StationDirectory directory, CatalogueCache cache, MapTiles tiles) : SensorsPage(directory, cache)
{
    private const int PageSize = 50;
    private const int MostOnMap = 3000;

    /// <summary>Only this city.</summary>
    [BindProperty(SupportsGet = true)]
    public string? City { get; set; }

    /// <summary>The observed property that is shown; by default the one that most stations report, if possible such as the map can draw.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Property { get; set; }

    /// <summary>Only this state.</summary>
    [BindProperty(SupportsGet = true)]
    public SensorState? State { get; set; }

    /// <summary>Id of the station after which the page of the list begins.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Observed properties with the number of stations that have them, the most first.</summary>
    public IReadOnlyList<(string Code, int Stations)> Properties { get; private set; } = [];

    /// <summary>All rows that match.</summary>
    public IReadOnlyList<StationRow> All { get; private set; } = [];

    /// <summary>The rows of this page of the list.</summary>
    public IReadOnlyList<StationRow> Rows { get; private set; } = [];

    /// <summary>Classes of values.</summary>
    public ValueScale Scale { get; private set; } = new([]);

    /// <summary>Code of the unit of the classes.</summary>
    public string? Unit { get; private set; }

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await ReadAsync(cancel) is not { } now)
            return Page();
        var here = now.Stations.Where(s => string.IsNullOrEmpty(City) || s.City.Id == City).ToList();
        Properties = here
            .SelectMany(s => s.Readings.Select(r => r.Datastream.Property).Distinct())
            .CountBy(p => p)
            .Select(p => (p.Key, p.Value))
            .OrderByDescending(p => p.Value)
            .ThenBy(p => p.Key, StringComparer.Ordinal)
            .ToList();
        Property = Properties.Any(p => p.Code == Property) ? Property : Usual(here);
        Fill(here);
        return Page();
    }

    /// <summary>Address of this page with another start of the list.</summary>
    public string Address(string? after) => QueryHelpers.AddQueryString(
        "/sensors",
        new Dictionary<string, string?> { ["city"] = City, ["property"] = Property, ["state"] = State?.ToString(), ["after"] = after }.Where(p => !string.IsNullOrEmpty(p.Value)));

    /// <summary>Whether a page of the list follows.</summary>
    public bool HasNext => Rows.Count > 0 && Rows[^1] != All[^1];

    /// <summary>Stations that the map has room for.</summary>
    public IReadOnlyList<StationRow> Mapped => All.Where(r => r.Station.Place is not null).Take(MostOnMap).ToList();

    /// <summary>What the script of the map needs, as JSON that may stand in a page.</summary>
    public string MapJson(Wording words) => JsonSerializer.Serialize(
        new
        {
            language = words.Language,
            tiles = tiles.Template,
            attribution = tiles.Attribution,
            cities = Catalogue.Cities.Where(c => All.Any(r => r.Station.City.Id == c.Id)).Select(c => new { id = c.Id, name = words.Of(c.Name), box = Catalogue.Find(c.Id, "datastreams")?.Dataset.BoundingBox }),
            stations = Mapped.Select(r => OnMap(r, words)),
            texts = new
            {
                map = words.Say("Map of the stations"),
                keys = words.Say("Arrow keys move the map, plus and minus zoom. All stations are also in the list below."),
                zoomIn = words.Say("Zoom in"),
                zoomOut = words.Say("Zoom out"),
                whole = words.Say("Show everything"),
                close = words.Say("Close"),
            },
        },
        JsonSerializerOptions.Web);

    private static object OnMap(StationRow row, Wording words) => new
    {
        name = row.Station.Name,
        city = words.Of(row.Station.City.Name),
        href = row.Station.Address,
        at = row.Station.Place,
        state = row.Station.State.ToString(),
        said = words.State(row.Station.State),
        badge = SensorWords.Badge(row.Station.State),
        colour = row.Colour,
        values = row.Station.Readings.Where(r => r.Datastream.Result is not null).OrderByDescending(r => r == row.Shown).Take(6).Select(r => new
        {
            title = words.Title(r.Datastream),
            value = words.Value(r.Datastream, r.Datastream.Result!.Value),
            time = words.Ago(r.Datastream.Last!.Value, row.Station.City.Zone),
        }),
    };

    private static string? Usual(List<Station> stations) => stations
        .SelectMany(s => s.Readings, (s, r) => (s.Place, r.State, r.Datastream.Property))
        .GroupBy(r => r.Property)
        .OrderByDescending(g => g.Count(r => r.State != SensorState.Late))
        .ThenByDescending(g => g.Count(r => r.Place is not null))
        .ThenByDescending(g => g.Count())
        .ThenBy(g => g.Key, StringComparer.Ordinal)
        .FirstOrDefault()?.Key;

    // What is old or doubted is no colour beside the others, and must not stretch the scale.
    private bool IsColoured(Reading reading) =>
        reading.State is SensorState.Reporting or SensorState.Alert && reading.Datastream.Result is not null && reading.Datastream.Unit == Unit;

    private void Fill(List<Station> stations)
    {
        var shown = stations
            .Select(s => (Station: s, Shown: Property is null ? null : s.Of(Property)))
            .Where(s => s.Shown is not null && (State is null || s.Station.State == State))
            .ToList();
        Unit = shown.CountBy(s => s.Shown!.Datastream.Unit).OrderByDescending(u => u.Value).FirstOrDefault().Key;
        Scale = new ValueScale(shown.Where(s => IsColoured(s.Shown!)).Select(s => s.Shown!.Datastream.Result!.Value));
        All = shown.Select(s => new StationRow(s.Station, s.Shown, IsColoured(s.Shown!) ? Scale.ColourOf(s.Shown!.Datastream.Result!.Value) : null)).ToList();
        var begin = string.IsNullOrEmpty(After) ? 0 : All.TakeWhile(r => r.Station.Id != After).Count() + 1;
        Rows = All.Skip(begin >= All.Count ? 0 : begin).Take(PageSize).ToList();
    }
}
