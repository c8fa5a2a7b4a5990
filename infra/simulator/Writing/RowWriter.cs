using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Rows;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>Writes rows in the format of their table. What frames them is written at the begin and on dispose.</summary>
internal abstract class RowWriter : IDisposable
{
    /// <param name="output">It is closed on dispose.</param>
    public static RowWriter Open(Table table, Stream output) => table.Reading.Format switch
    {
        FileFormat.Csv => new CsvRowWriter(table, output),
        FileFormat.NTriples => new NTriplesRowWriter(table, output),
        _ => new JsonRowWriter(table, output),
    };

    public abstract void Write(Row row);

    public abstract void Dispose();
}
