using System.Text.Json;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Portal.Serving;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>What the script of the map needs to know.</summary>
/// <param name="City">The one city; null for several.</param>
/// <param name="Count">Features that there are to draw.</param>
/// <param name="Items">The one address whose features are drawn; null for all of the collection.</param>
public sealed record MapSetup(CollectionDescriptor Collection, string? City, IReadOnlyList<CatalogueEntry> Entries, long Count, string? Items = null)
{
    /// <summary>As JSON that may stand in a page: <c>&lt;</c> is escaped.</summary>
    public string Json(Wording words, MapTiles tiles) => JsonSerializer.Serialize(
        new
        {
            collection = Collection.Id,
            city = City,
            count = Count,
            items = Items,
            language = words.Language,
            cities = Entries.Select(e => new { id = e.City.Id, name = words.Of(e.City.Name), box = e.Dataset.BoundingBox, count = e.Dataset.Count, zone = e.City.Zone }),
            fields = Collection.Properties.Select(p => Field(p, words)),
            tiles = tiles.Template,
            attribution = tiles.Attribution,
            texts = Texts(words),
        },
        JsonSerializerOptions.Web);

    private static object Field(PropertyDescriptor property, Wording words) => new
    {
        name = property.Name,
        title = words.Of(property.Title),
        unit = Units.Symbol(property.Unit, words.Language),
        kind = property.Kind.ToString(),
        year = Wording.IsYear(property),
        labels = CodeLabels.Of(property, words.Language),
    };

    private object Texts(Wording words) => new
    {
        map = words.Say("Map of {0}", words.Of(Collection.Title)),
        loading = words.Say("The map is being drawn …"),
        all = words.Say("All {0} records with a place are drawn."),
        part = words.Say("{0} of {1} records are drawn. Zoom in to see the rest of a place."),
        failed = words.Say("The map could not be loaded. The table below has the same records."),
        missing = words.Say("Missing: {0}."),
        zoomIn = words.Say("Zoom in"),
        zoomOut = words.Say("Zoom out"),
        whole = words.Say("Show everything"),
        close = words.Say("Close"),
        yes = words.Say("yes"),
        no = words.Say("no"),
        series = words.Say("Show time series"),
        keys = words.Say("Arrow keys move the map, plus and minus zoom. All records are also in the table below."),
    };
}
