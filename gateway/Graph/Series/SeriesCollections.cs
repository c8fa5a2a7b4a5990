using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>The collections of series, as their descriptors tell them apart.</summary>
/// <param name="Series">The collection whose features are series.</param>
/// <param name="Latest">Its properties with the latest observation.</param>
/// <param name="Observations">The collection whose features are the observations of a series.</param>
/// <param name="SeriesOf">The property of an observation that names its series.</param>
/// <param name="Station">The collection of what is measured at.</param>
/// <param name="StationOf">The property that names it, of a series and of an observation alike.</param>
public sealed record SeriesCollections(
    CollectionDescriptor Series, SeriesDescriptor Latest, CollectionDescriptor Observations, PropertyDescriptor SeriesOf, CollectionDescriptor Station, PropertyDescriptor StationOf)
{
    /// <summary>Finds them; null if there is no collection of series.</summary>
    /// <exception cref="DescriptorException">There are two, or observations or stations of it are not described.</exception>
    public static SeriesCollections? Of(CollectionCatalogue catalogue)
    {
        var marked = catalogue.All.Where(c => c.Series is not null).ToList();
        if (marked is [])
            return null;
        if (marked is not [{ Series: { } latest } series])
            throw new DescriptorException($"{marked[1].Domain}/{marked[1].Id}.json: x-hub.series: the collection '{marked[0].Id}' says the same, and there may be one.");
        DescriptorException Fault(string what) => new($"{series.Domain}/{series.Id}.json: x-hub.series: {what}.");
        var observations = catalogue.All.FirstOrDefault(c => c.Instant is not null && Naming(c, series.Id) is not null)
            ?? throw Fault("no collection with a primary instant refers to it, so there are no observations");
        var at = series.Properties.FirstOrDefault(p => p.ReferredCollection is not null && observations.Find(p.Name)?.ReferredCollection == p.ReferredCollection)
            ?? throw Fault($"it refers to no collection that '{observations.Id}' refers to by the same property, so there are no stations");
        var station = catalogue.Find(at.ReferredCollection!) ?? throw Fault($"there is no collection '{at.ReferredCollection}'");
        return new SeriesCollections(series, latest, observations, Naming(observations, series.Id)!, station, at);
    }

    private static PropertyDescriptor? Naming(CollectionDescriptor from, string collection) => from.Properties.FirstOrDefault(p => p.ReferredCollection == collection);
}
