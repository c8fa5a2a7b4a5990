using MassTransit;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Has the holdings of own cities renewed when an event says that they changed.</summary>
public sealed class HoldingsConsumer(CityRegistry cities, CollectionCatalogue catalogue, HoldingsRenewal renewal)
    : IConsumer<FeaturesChanged>, IConsumer<ImportFinished>, IConsumer<ObservationsRecorded>, IConsumer<AlertRaised>, IConsumer<AlertCleared>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<FeaturesChanged> context) => Renew(context.Message.City, context.Message.Collection);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ImportFinished> context) => Renew(context.Message.Report.City, context.Message.Report.Collection);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ObservationsRecorded> context) => Renew(context.Message.City, "observations");

    // Alerts change no holdings. But an event that no queue takes would hold up those behind it in the outbox, and this is
    // the one queue that is there while no gateway runs.

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<AlertRaised> context) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<AlertCleared> context) => Task.CompletedTask;

    private Task Renew(string city, string collection)
    {
        // An event of a city or collection that has since left the configuration concerns nobody.
        if (cities.Find(city) is { Own: true } place && catalogue.Find(collection) is { } descriptor)
            renewal.Renew(place, descriptor.Domain);
        return Task.CompletedTask;
    }
}
