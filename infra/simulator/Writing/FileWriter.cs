using System.IO.Compression;
using System.Text;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Rows;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>Writes a file: one table, or an archive of several.</summary>
internal sealed class FileWriter(OutputFolder folder, double faultShare)
{
    // Entries of a zip have a time; it must not be that of the run.
    private static readonly DateTimeOffset s_entryTime = new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<SourceFile, long> _rejected = [];

    /// <summary>How many rows each source must reject, in the files written so far.</summary>
    public IReadOnlyDictionary<SourceFile, long> Rejected => _rejected;

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <param name="tables">All tables of one file.</param>
    public void Write(IReadOnlyList<TablePlan> tables, CancellationToken cancellation)
    {
        var first = tables[0].Table;
        if (tables.FirstOrDefault(t => t.Table.Reading.Archive != ArchiveKind.Zip) is { } plain && tables.Count > 1)
            throw plain.Table.Readers[0].Refuse("read", $"{first.Path} is described otherwise by another source");
        using var file = folder.Create(first.Path);
        if (first.Reading.Archive == ArchiveKind.Zip)
            WriteZip(file, tables, cancellation);
        else
            WriteTable(tables[0], first.Reading.Archive == ArchiveKind.Gzip ? new GZipStream(file, CompressionLevel.Optimal) : file, cancellation);
    }

    private void WriteZip(Stream file, IReadOnlyList<TablePlan> tables, CancellationToken cancellation)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        foreach (var table in tables)
        {
            var member = table.Table.Reading.Member ?? "simuliert";
            var entry = zip.CreateEntry(member.Replace("*", "simuliert", StringComparison.Ordinal).Replace('?', '0'));
            entry.LastWriteTime = s_entryTime;
            WriteTable(table, entry.Open(), cancellation);
        }
    }

    private void WriteTable(TablePlan plan, Stream output, CancellationToken cancellation)
    {
        var rows = new TableRows(plan, faultShare);
        try
        {
            using (var writer = RowWriter.Open(plan.Table, Encoded(output, plan.Table.Reading.Encoding)))
            {
                foreach (var row in rows.All())
                {
                    cancellation.ThrowIfCancellationRequested();
                    writer.Write(row);
                    Rows++;
                }
            }
        }
        catch (EncoderFallbackException e)
        {
            throw plan.Table.Readers[0].Refuse("read.encoding", $"has no character for U+{(int)e.CharUnknown:X4}, which a name in the description holds");
        }

        foreach (var (source, count) in rows.Rejected)
            _rejected[source] = _rejected.GetValueOrDefault(source) + count;
    }

    private static Stream Encoded(Stream output, Encoding encoding) => encoding.CodePage == Encoding.UTF8.CodePage
        ? output
        : Encoding.CreateTranscodingStream(output, encoding, Encoding.UTF8);
}
