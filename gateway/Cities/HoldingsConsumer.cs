using MassTransit;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Has the holdings of own cities renewed when an event says that they changed.</summary>
public sealed class HoldingsConsumer(CityRegistry cities, CollectionCatalogue catalogue, HoldingsRenewal renewal)
    : IConsumer<FeaturesChanged>, IConsumer<ImportFinished>, IConsumer<ObservationsRecorded>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<FeaturesChanged> context) => Renew(context.Message.City, context.Message.Collection);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ImportFinished> context) => Renew(context.Message.Report.City, context.Message.Report.Collection);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ObservationsRecorded> context) => Renew(context.Message.City, "observations");

    private Task Renew(string city, string collection)
    {
        // An event of a city or collection that has since left the configuration concerns nobody.
        if (cities.Find(city) is { Own: true } place && catalogue.Find(collection) is { } descriptor)
            renewal.Renew(place, descriptor.Domain);
        return Task.CompletedTask;
    }
}
