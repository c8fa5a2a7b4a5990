using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Records;

/// <summary>
/// The datasets of the cities as records, made of what the cities last said they hold; asks nobody. The catalogue is a
/// collection beside the others, called <see cref="Id"/>.
/// </summary>
public sealed class RecordCatalogue(CityRegistry registry, Holdings holdings, CityStatus status, CityNames names, CollectionCatalogue catalogue)
{
    /// <summary>Id of the collection.</summary>
    public const string Id = "datasets";

    private const string Themes = "http://publications.europa.eu/resource/authority/data-theme";

    private static readonly RecordLanguage[] _languages = [new("en"), new("de")];

    /// <summary>The catalogue as a collection (clause 8).</summary>
    public static CollectionDocument Document(OgcScope scope)
    {
        var self = $"{scope.Landing}/collections/{Id}";
        return new CollectionDocument(
            Id,
            scope.Language == "de" ? "Datensätze" : "Datasets",
            scope.Language == "de" ? "Der Katalog: jeder Datensatz jeder Stadt, mit Lizenz, Herausgeber und Verweisen." : "The catalogue: every dataset of every city, with licence, publisher and links.",
            "record",
            [CoordinateSystem.Crs84.Uri],
            CoordinateSystem.Crs84.Uri,
            Extent: null,
            Dataset: null,
            scope.City is null ? [] : null,
            [
                new Link("self", "application/json", self),
                Link.Page(self),
                new Link("items", "application/geo+json", $"{self}/items"),
                new Link(Link.Queryables, "application/schema+json", $"{self}/queryables"),
                new Link(Link.Sortables, "application/schema+json", $"{self}/sortables"),
            ]);
    }

    /// <summary>Every record of some cities, and how current that is.</summary>
    public (IReadOnlyList<CatalogueEntry> Entries, FederationAnswer Federation) Of(OgcScope scope, IReadOnlyList<Place> places)
    {
        var datasets = places.SelectMany(place => place.Parts.SelectMany(part => holdings.Of(place, part).Datasets.Values).OfType<Dataset>());
        return ([.. datasets.Select(dataset => Entry(scope, dataset))], status.Federation(places));
    }

    /// <summary>The cities of a scope.</summary>
    public IReadOnlyList<Place> Places(OgcScope scope) => scope.City is { } city ? [city] : registry.All;

    private CatalogueEntry Entry(OgcScope scope, Dataset dataset)
    {
        var theme = catalogue.Find(dataset.Collection);
        LocalText[] keywords = [names[dataset.City], theme?.Title ?? new LocalText(dataset.Collection, dataset.Collection)];
        var properties = new RecordProperties(
            Created: null,
            dataset.LastChanged ?? dataset.LastImported,
            "dataset",
            dataset.Title.In(scope.Language),
            dataset.Description.In(scope.Language),
            [.. keywords.Select(k => k.In(scope.Language))],
            [new RecordTheme([new RecordConcept(dataset.Theme)], Themes)],
            new RecordLanguage(scope.Language),
            _languages,
            [new ExternalId("urn:urbandatahub:dataset", $"{dataset.City}:{dataset.Collection}"), .. dataset.Sources.Select(s => new ExternalId("url", s))],
            [new RecordFormat("GeoJSON", "application/geo+json"), new RecordFormat("CSV", "text/csv")],
            [new RecordContact(dataset.Publisher, ["publisher"])],
            dataset.LicenceUrl,
            dataset.Attribution,
            dataset.City,
            dataset.Collection);
        var record = new DatasetRecord($"{dataset.City}:{dataset.Collection}", Polygon(dataset.BoundingBox), null, properties, [.. Links(scope, dataset)]);
        string[] texts = [.. new[] { dataset.Title, dataset.Description }.Concat(keywords).SelectMany(t => new[] { t.De, t.En })];
        return new CatalogueEntry(record, dataset.BoundingBox, texts);
    }

    /// <summary>Exactly one link leads to the collection of records (clause 7.2.3); the features are <c>related</c>.</summary>
    private IEnumerable<Link> Links(OgcScope scope, Dataset dataset)
    {
        var home = registry.Find(dataset.City) is { Own: false } partner ? partner.Public : scope.Root;
        var catalogue = $"{scope.Landing}/collections/{Id}";
        var features = $"{scope.Landing}/collections/{dataset.Collection}";
        var download = $"{home}/downloads/{dataset.City}/{dataset.Collection}";
        var record = $"{catalogue}/items/{dataset.City}:{dataset.Collection}";
        var city = scope.City is null ? $"?city={dataset.City}" : "";
        yield return new Link("self", "application/geo+json", record);
        yield return new Link("alternate", "text/html", $"{scope.Root}/datasets/{dataset.City}/{dataset.Collection}");
        yield return new Link("collection", "application/json", catalogue);
        yield return new Link("related", "application/json", features, "OGC API Features");
        yield return new Link("items", "application/geo+json", $"{features}/items{city}", "OGC API Features");
        yield return new Link("enclosure", "text/csv", $"{download}.csv", "CSV");
        yield return new Link("enclosure", "application/geo+json", $"{download}.geojson", "GeoJSON");
        foreach (var (_, url) in dataset.Licences())
            yield return new Link("license", "text/html", url);
    }

    private static object? Polygon(double[]? box) => box is not [var w, var s, var e, var n]
        ? null
        : new { type = "Polygon", coordinates = new[] { new[] { new[] { w, s }, [e, s], [e, n], [w, n], [w, s] } } };
}
