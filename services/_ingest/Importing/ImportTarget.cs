using Npgsql;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>One run as the write step sees it.</summary>
/// <param name="Transaction">Everything of the run happens in it, or nothing.</param>
/// <param name="Rejected">Where rows go that the write step cannot take.</param>
/// <param name="Released">A steward has looked at the shrunken source and wants it.</param>
public sealed record ImportContext(
    SourceFile Source,
    NpgsqlConnection Connection,
    NpgsqlTransaction Transaction,
    IRejections Rejected,
    bool Released)
{
    /// <summary>The collection that the rows belong to: that of the source, unless it makes rows of another one too.</summary>
    public CollectionDescriptor Descriptor { get; init; } = Source.Descriptor;

    /// <summary>Whether the rows are a part of what the source holds, so that one that is not among them is not gone.</summary>
    public bool IsPart { get; init; }
}

/// <summary>Where the mapped rows of a source go; the one write path of the service that owns them.</summary>
public interface IImportTarget
{
    /// <summary>Whether it takes the rows of <paramref name="order"/>.</summary>
    bool Takes(SourceOrder order);

    /// <summary>Writes rows and events in the transaction of <paramref name="context"/>. <paramref name="items"/> holds no rejections.</summary>
    Task<ImportOutcome> WriteAsync(ImportContext context, IEnumerable<MappedItem> items, CancellationToken cancel);
}
