using System.Globalization;
using System.Text;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Rows;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>Writes N-Triples (W3C, 2014): a subject for each row, with a triple for each field that is not empty.</summary>
internal sealed class NTriplesRowWriter(Table table, Stream output) : RowWriter
{
    private const string Names = "urn:simulated:";

    private readonly StreamWriter _text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    private long _rows;

    public override void Write(Row row)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"<{Names}row/{++_rows}>");
        _text.WriteLine($"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{Names}Row> .");
        for (var at = 0; at < table.Fields.Count; at++)
        {
            if (row.Fields[at].Text is { Length: > 0 } value)
                _text.WriteLine($"{subject} <{Names}field#{table.Fields[at].Name}> \"{Escaped(value)}\" .");
        }
    }

    public override void Dispose() => _text.Dispose();

    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
