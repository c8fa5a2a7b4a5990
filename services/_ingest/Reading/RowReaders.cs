using UrbanDataHub.Ingest.Reading.GeoPackage;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>The reader that a source declares.</summary>
internal static class RowReaders
{
    /// <summary>Opens the rows of a file; the reader owns what it opens.</summary>
    /// <exception cref="Mapping.BrokenFileException">The file cannot be read.</exception>
    public static RowReader Open(SourceFile source, SourcePath path, SourceContent content)
    {
        var rows = Open(source, path.Path, content);
        return path.Names.Count > 0 ? new NamedRows(rows, path.Names) : rows;
    }

    private static RowReader Open(SourceFile source, string file, SourceContent content)
    {
        if (source.Reading.Format == FileFormat.GeoPackage)
            return GeoPackageRows.Open(content.Place(source.Reading), source.Reading);
        var bytes = content.Unpack(source.Reading);
        if (source.Reading.Format == FileFormat.NTriples)
            return new NTriplesRows(file, new StrictText(bytes, source.Reading.Encoding, file));
        if (source.Reading.Format != FileFormat.Csv)
        {
            using (bytes)
                return new JsonRows(file, bytes, source.Reading);
        }

        var rows = new CsvRows(file, new StrictText(bytes, source.Reading.Encoding, file), source.Reading);
        return source.Unpivot is { } unpivot ? new UnpivotedRows(rows, unpivot) : rows;
    }
}
