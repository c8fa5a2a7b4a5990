using MassTransit;
using UrbanDataHub.Schemas.Events;
using CatalogueCache = UrbanDataHub.Portal.Catalogue.CatalogueCache;

namespace UrbanDataHub.Portal.Activity;

/// <summary>Notes changed features, and renews the catalogue.</summary>
public sealed class FeaturesChangedConsumer(ActivityStore store, CatalogueCache catalogue) : IConsumer<FeaturesChanged>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<FeaturesChanged> context)
    {
        var change = context.Message;
        var counts = new ChangeCounts(change.Inserted, change.Updated, change.Deleted);
        await store.NoteChangeAsync(
            context.MessageId!.Value,
            new DatasetActivity(change.City, change.Collection, change.OccurredAt, counts, Import: null),
            context.CancellationToken);
        catalogue.Invalidate();
    }
}

/// <summary>Notes new observations as a change of the city's <c>observations</c>, and renews the catalogue.</summary>
public sealed class ObservationsRecordedConsumer(ActivityStore store, CatalogueCache catalogue) : IConsumer<ObservationsRecorded>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ObservationsRecorded> context)
    {
        var change = context.Message;
        var counts = new ChangeCounts(change.Inserted, change.Updated, Deleted: 0);
        await store.NoteChangeAsync(
            context.MessageId!.Value,
            new DatasetActivity(change.City, "observations", change.OccurredAt, counts, Import: null),
            context.CancellationToken);
        catalogue.Invalidate();
    }
}

/// <summary>Notes the report of an import, and renews the catalogue.</summary>
public sealed class ImportFinishedConsumer(ActivityStore store, CatalogueCache catalogue) : IConsumer<ImportFinished>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ImportFinished> context)
    {
        await store.NoteImportAsync(context.MessageId!.Value, context.Message.Report, context.CancellationToken);
        catalogue.Invalidate();
    }
}
