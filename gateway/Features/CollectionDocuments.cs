using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>A collection as OGC API Features Part 1, clause 7.14, wants it, with the datasets that fill it.</summary>
/// <param name="Cities">The datasets of all cities that hold it.</param>
/// <param name="Dataset">The dataset, where the address is about one city; other gateways read it.</param>
public sealed record CollectionDocument(
    string Id,
    string Title,
    string Description,
    string ItemType,
    IReadOnlyList<string> Crs,
    string? StorageCrs,
    CollectionExtent? Extent,
    Dataset? Dataset,
    IReadOnlyList<Dataset>? Cities,
    IReadOnlyList<Link> Links);

/// <summary>Where the features lie.</summary>
public sealed record CollectionExtent(SpatialExtent Spatial);

/// <summary>One box: west, south, east, north.</summary>
public sealed record SpatialExtent(IReadOnlyList<double[]> Bbox, string Crs);

/// <summary>The list of collections.</summary>
/// <param name="City">Which city the list is about, so that partners learn its name; null for all.</param>
/// <param name="Federation">Which cities the list knows; not complete while one was never reached.</param>
public sealed record CollectionsDocument(
    IReadOnlyList<Link> Links,
    IReadOnlyList<CollectionDocument> Collections,
    CityName? City,
    FederationAnswer Federation);

/// <summary>What a city is called.</summary>
public sealed record CityName(string Id, LocalText Name);

/// <summary>Describes collections from what the cities are known to hold; asks nobody.</summary>
public sealed class CollectionDocuments(CityRegistry registry, Holdings holdings, CityStatus status, CityNames names, CollectionCatalogue catalogue)
{
    private const double Grid = 1e5;

    /// <summary>All collections that a city of the scope holds.</summary>
    public CollectionsDocument All(OgcScope scope) => new(
        [new Link("self", "application/json", $"{scope.Landing}/collections"), Link.Page($"{scope.Landing}/collections")],
        [.. catalogue.All.Select(c => One(scope, c)).OfType<CollectionDocument>()],
        scope.City is { City: var city } ? new CityName(city, names[city]) : null,
        status.Federation(Places(scope)));

    /// <summary>One collection; null if no city of the scope is known to hold it.</summary>
    public CollectionDocument? One(OgcScope scope, CollectionDescriptor collection)
    {
        var holders = Places(scope).Where(p => holdings.Of(p, collection) == Holding.Yes).ToList();
        if (holders.Count == 0)
            return null;
        var datasets = holders.Select(p => holdings.Dataset(p, collection)).OfType<Dataset>().ToList();
        return new CollectionDocument(
            collection.Id,
            collection.Title.In(scope.Language),
            collection.Description.In(scope.Language),
            "feature",
            // Without geometry too: every collection lists what its items may be asked in (Part 2, requirement 2).
            [.. CoordinateSystem.For(Extents.Of(datasets)).Select(c => c.Uri)],
            collection.Geometry is null ? null : CoordinateSystem.Crs84.Uri,
            Extent(datasets),
            scope.City is null ? null : datasets.SingleOrDefault(),
            scope.City is null ? datasets : null,
            [.. Links(scope, collection, datasets)]);
    }

    private IReadOnlyList<Place> Places(OgcScope scope) => scope.City is { } city ? [city] : registry.All;

    private static CollectionExtent? Extent(IReadOnlyList<Dataset> datasets) =>
        Extents.Of(datasets) is { } box ? new CollectionExtent(new SpatialExtent([Widened(box)], CoordinateSystem.Crs84.Uri)) : null;

    /// <summary>
    /// A metre or two wider, in round numbers: what lies on the edge stays inside, whatever a client's arithmetic makes of
    /// the box in another system.
    /// </summary>
    private static double[] Widened(double[] box) =>
    [
        Math.Max(-180, Math.Floor((box[0] * Grid) - 1) / Grid), Math.Max(-90, Math.Floor((box[1] * Grid) - 1) / Grid),
        Math.Min(180, Math.Ceiling((box[2] * Grid) + 1) / Grid), Math.Min(90, Math.Ceiling((box[3] * Grid) + 1) / Grid),
    ];

    private static IEnumerable<Link> Links(OgcScope scope, CollectionDescriptor collection, IEnumerable<Dataset> datasets)
    {
        var self = $"{scope.Landing}/collections/{collection.Id}";
        var download = $"{scope.Root}/downloads/{scope.Download}/{collection.Id}";
        yield return new Link("self", "application/json", self);
        yield return Link.Page(self);
        yield return new Link("items", "application/geo+json", $"{self}/items");
        yield return new Link("describedby", "application/schema+json", $"{self}/schema");
        yield return new Link(Link.Schema, "application/schema+json", $"{self}/schema");
        yield return new Link(Link.Queryables, "application/schema+json", $"{self}/queryables");
        yield return new Link(Link.Sortables, "application/schema+json", $"{self}/sortables");
        if (collection.Geometry is not null)
            yield return new Link(Link.VectorTilesets, "application/json", $"{self}/tiles");
        yield return new Link("enclosure", "text/csv", $"{download}.csv", "CSV");
        yield return new Link("enclosure", "application/geo+json", $"{download}.geojson", "GeoJSON");
        if (CollectionWords.HasChanges(collection))
            yield return new Link(CollectionWords.ChangesRelation, "application/json", $"{self}/changes");
        foreach (var licence in datasets.SelectMany(d => d.Licences()).Select(l => l.Url).Distinct(StringComparer.Ordinal))
            yield return new Link("license", "text/html", licence);
    }
}
