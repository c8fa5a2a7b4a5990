using MassTransit;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>
/// Has the tiles forgotten that an event is about. A collection that is a view over others has no events of its own: all its
/// tiles are forgotten with every event of its domain.
/// </summary>
public sealed class TileConsumer(TileCache cache, CityRegistry cities, CollectionCatalogue catalogue)
    : IConsumer<FeaturesChanged>, IConsumer<ObservationsRecorded>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<FeaturesChanged> context)
    {
        var change = context.Message;
        // A partner's tiles are asked for each time anyway, and its events are another node's.
        if (cities.Find(change.City) is not { Own: true } || catalogue.Find(change.Collection) is not { } collection)
            return Task.CompletedTask;
        cache.Forget(change.City, change.Collection, change.Boxes);
        ForgetViews(change.City, collection.Domain);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ObservationsRecorded> context)
    {
        ForgetViews(context.Message.City, Programs.Sensors);
        return Task.CompletedTask;
    }

    private void ForgetViews(string city, string domain)
    {
        foreach (var view in catalogue.Of(domain).Where(c => !c.Derived))
            cache.Forget(city, view.Id, boxes: null);
    }
}
