using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>One run over the files of a source: bytes to mapped rows, streamed.</summary>
public sealed class SourceRows
{
    private SourceRows()
    {
    }

    /// <summary>Rows read so far.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows so far that the source declares as not meant.</summary>
    public long RowsSkipped { get; private set; }

    /// <summary>The files read so far, with their checksums.</summary>
    public IReadOnlyList<ImportedFile> Files { get; } = [];

    /// <summary>Prepares a run; no file is opened yet.</summary>
    public static SourceRows Open(SourceFile source, CityFile city, CollectionDescriptor descriptor, string dataFolder) => new();

    /// <summary>Maps every row of every file, once.</summary>
    /// <exception cref="BrokenFileException">A file is missing or unusable as a whole.</exception>
    public IEnumerable<MappedItem> Read(CancellationToken cancellation) =>
        throw new NotSupportedException("The readers come with the next commit.");
}
