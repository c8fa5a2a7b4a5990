using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>The reader that a source declares.</summary>
internal static class RowReaders
{
    /// <summary>Opens the rows of an unpacked file; the reader owns the stream.</summary>
    /// <exception cref="Mapping.BrokenFileException">The file cannot be read.</exception>
    public static RowReader Open(SourceFile source, SourcePath path, Stream bytes)
    {
        var rows = Open(source, path.Path, bytes);
        return path.Names.Count > 0 ? new NamedRows(rows, path.Names) : rows;
    }

    private static RowReader Open(SourceFile source, string file, Stream bytes)
    {
        if (source.Reading.Format != FileFormat.Csv)
        {
            using (bytes)
                return new JsonRows(file, bytes, source.Reading);
        }

        var rows = new CsvRows(file, new StrictText(bytes, source.Reading.Encoding, file), source.Reading);
        return source.Unpivot is { } unpivot ? new UnpivotedRows(rows, unpivot) : rows;
    }
}
