using UrbanDataHub.Portal.Activity;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>A dataset with what the portal knows around it.</summary>
/// <param name="Missing">True when its city does not answer now: the entry is what it last told.</param>
/// <param name="Activity">What was heard of it; null for partner cities, whose events stay at their node.</param>
public sealed record CatalogueEntry(Dataset Dataset, CollectionDescriptor Collection, City City, bool Missing, DatasetActivity? Activity)
{
    /// <summary>When a row last changed; null when no row ever came.</summary>
    public DateTimeOffset? LastChanged =>
        Activity?.ChangedAt is { } heard && !(heard < Dataset.LastChanged) ? heard : Dataset.LastChanged;
}

/// <summary>The whole catalogue at one moment; immutable.</summary>
/// <param name="Entries">All datasets, by collection and city.</param>
/// <param name="AsOf">When the gateway was asked.</param>
/// <param name="Trouble">Why the gateway did not answer since; null when this is its latest word.</param>
public sealed record CatalogueState(IReadOnlyList<City> Cities, IReadOnlyList<CatalogueEntry> Entries, DateTimeOffset AsOf, string? Trouble)
{
    /// <summary>Cities that cannot be asked now.</summary>
    public IEnumerable<City> Missing => Cities.Where(c => !c.Answers);

    /// <summary>The city, or null if the federation has none of this id.</summary>
    public City? City(string id) => Cities.FirstOrDefault(c => c.Id == id);

    /// <summary>Name of a city in <paramref name="language"/>; the id when it is unknown.</summary>
    public string CityName(string id, string language) => City(id)?.Name.In(language) ?? id;

    /// <summary>The datasets of a collection, one a city.</summary>
    public IReadOnlyList<CatalogueEntry> Of(string collection) => Entries.Where(e => e.Collection.Id == collection).ToList();

    /// <summary>One dataset, or null.</summary>
    public CatalogueEntry? Find(string city, string collection) =>
        Entries.FirstOrDefault(e => e.City.Id == city && e.Collection.Id == collection);

    /// <summary>Whether anything here comes from the simulator.</summary>
    public bool Simulated => Entries.Any(e => e.Dataset.Simulated);
}
