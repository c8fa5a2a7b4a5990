using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>Of what there are tiles, and how far they go; known from what the cities hold, nobody is asked.</summary>
public sealed class Tilesets(CityRegistry registry, Holdings holdings, CollectionCatalogue catalogue)
{
    /// <summary>The cities of a scope.</summary>
    public IReadOnlyList<Place> Places(Place? city) => city is null ? registry.All : [city];

    /// <summary>The collections of a scope that have tiles: held by a city, with a geometry.</summary>
    public IReadOnlyList<CollectionDescriptor> Collections(Place? city) =>
        [.. catalogue.All.Where(c => c.Geometry is not null && Places(city).Any(p => holdings.Of(p, c) == Holding.Yes))];

    /// <summary>The cities among <paramref name="places"/> that hold the collection or may hold it.</summary>
    public IEnumerable<Place> Holders(IEnumerable<Place> places, CollectionDescriptor collection) =>
        places.Where(place => holdings.Of(place, collection) != Holding.No);

    /// <summary>The cities among <paramref name="places"/> that may have a feature of the collection in the tile.</summary>
    public IEnumerable<Place> Touched(IEnumerable<Place> places, CollectionDescriptor collection, TileAddress tile) =>
        Holders(places, collection).Where(place => holdings.Of(place, collection) switch
        {
            Holding.Perhaps => true,
            // Without a box there was nothing when it was read; its first import may have ended since.
            _ => holdings.Dataset(place, collection)?.BoundingBox is not { } box || tile.Touches(box),
        });

    /// <summary>West, south, east, north of a tileset, in degrees; null while a city has not said how far it goes.</summary>
    public double[]? Extent(Place? city, IEnumerable<CollectionDescriptor> collections)
    {
        var held = collections.SelectMany(c => Holders(Places(city), c).Select(p => (Place: p, Collection: c))).ToList();
        if (held.Any(h => holdings.Dataset(h.Place, h.Collection) is null))
            return null;
        return Extents.Of(held.Select(h => holdings.Dataset(h.Place, h.Collection)!));
    }

    /// <summary>The datasets that a tileset shows.</summary>
    public IEnumerable<Dataset> Datasets(Place? city, IEnumerable<CollectionDescriptor> collections) =>
        collections.SelectMany(c => Places(city).Select(p => holdings.Dataset(p, c))).OfType<Dataset>();
}
