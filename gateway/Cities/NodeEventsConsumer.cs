using MassTransit;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Takes the node's events off the queue of this process.</summary>
public sealed class NodeEventsConsumer(NodeEvents events) : IConsumer<FeaturesChanged>, IConsumer<ImportFinished>, IConsumer<ObservationsRecorded>,
    IConsumer<AlertRaised>, IConsumer<AlertCleared>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<FeaturesChanged> context) => Tell(context.Message);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ImportFinished> context) => Tell(context.Message);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ObservationsRecorded> context) => Tell(context.Message);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<AlertRaised> context) => Tell(context.Message);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<AlertCleared> context) => Tell(context.Message);

    private Task Tell(object happened)
    {
        events.Tell(happened);
        return Task.CompletedTask;
    }
}
