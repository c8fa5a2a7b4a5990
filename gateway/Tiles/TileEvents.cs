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

/// <summary>
/// Whether this gateway hears events. While it does not, kept tiles are only asked about; and when it hears again all are
/// forgotten, since what happened meanwhile may still be on its way.
/// </summary>
public sealed class Hearing(TileCache cache) : IReceiveEndpointObserver
{
    private volatile bool _hears;

    /// <summary>Whether an event that is sent now will come.</summary>
    public bool Hears => _hears;

    /// <inheritdoc/>
    public Task Ready(ReceiveEndpointReady ready)
    {
        if (!IsOurs(ready.InputAddress))
            return Task.CompletedTask;
        cache.Clear();
        _hears = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stopping(ReceiveEndpointStopping stopping) => Deaf(stopping.InputAddress);

    /// <inheritdoc/>
    public Task Completed(ReceiveEndpointCompleted completed) => Deaf(completed.InputAddress);

    /// <inheritdoc/>
    public Task Faulted(ReceiveEndpointFaulted faulted) => Deaf(faulted.InputAddress);

    private Task Deaf(Uri address)
    {
        if (IsOurs(address))
            _hears = false;
        return Task.CompletedTask;
    }

    /// <summary>The bus has an endpoint of its own beside the queue of this program, which takes no events.</summary>
    private static bool IsOurs(Uri address) => address.Segments[^1].StartsWith(Programs.Gateway, StringComparison.Ordinal);
}
