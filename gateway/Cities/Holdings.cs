using System.Collections.Concurrent;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Which city holds which collection, as last read; never asks anybody itself.</summary>
public sealed class Holdings(CityRegistry cities)
{
    private readonly ConcurrentDictionary<(string City, string Part), Shelf> _shelves = new();

    /// <summary>What a part of a city holds.</summary>
    public Shelf Of(Place place, string part) => _shelves.GetValueOrDefault((place.City, part), Shelf.Unread);

    /// <summary>Replaces what is known of a part of a city.</summary>
    public void Put(Place place, string part, Shelf shelf) => _shelves[(place.City, part)] = shelf;

    /// <summary>Whether the city holds the collection.</summary>
    public Holding Of(Place place, CollectionDescriptor collection) => Of(place, place.PartOf(collection.Domain))[collection.Id];

    /// <summary>The city's dataset; null if it is not known.</summary>
    public Dataset? Dataset(Place place, CollectionDescriptor collection) =>
        Of(place, place.PartOf(collection.Domain)).Datasets.GetValueOrDefault(collection.Id);

    /// <summary>The cities that hold the collection or may hold it.</summary>
    public IReadOnlyList<Place> Holding(CollectionDescriptor collection) =>
        [.. cities.All.Where(place => Of(place, collection) != Cities.Holding.No)];

    /// <summary>The parts of a city of which it is not known what they hold.</summary>
    public IEnumerable<string> Unknown(Place place) => place.Parts.Where(part => !Of(place, part).Complete);
}
