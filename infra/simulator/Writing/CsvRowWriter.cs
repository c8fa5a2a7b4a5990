using System.Buffers;
using System.Text;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Rows;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>Writes CSV (RFC 4180) with the delimiter, the additional quotes and the lines before and after that a source describes.</summary>
internal sealed class CsvRowWriter : RowWriter
{
    private const string Label = "Simulierte Daten";

    private readonly Table _table;
    private readonly ReadSpec _spec;
    private readonly StreamWriter _text;
    private readonly SearchValues<char> _special;
    private readonly int[] _layout;

    public CsvRowWriter(Table table, Stream output)
    {
        (_table, _spec) = (table, table.Reading);
        _text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\r\n" };
        _special = SearchValues.Create([_spec.Delimiter, '"', '\r', '\n']);
        var names = table.Fields.Select(f => f.Name).Concat(table.Wide.SelectMany(w => w.Columns.Select(c => c.Header))).ToList();
        _layout = Enumerable.Range(0, names.Count).ToArray();
        for (var i = 0; i < _spec.Skip; i++)
            _text.WriteLine(Label);
        if (_spec.Header is { } header)
            _layout = Layout(header, names);
        else
            WriteLine(names, false);
    }

    public override void Write(Row row) => WriteLine(_layout.Select(at => TextAt(row, at)), row.HasFieldTooMany);

    public override void Dispose()
    {
        if (_spec.Footer is { } footer)
            WriteFooter(new TextPattern(footer).Render(_table.Draw.At("footer")) + " " + Label);
        _text.Dispose();
    }

    /// <summary>Where each column of a given header comes from; -1 for those that nobody reads.</summary>
    private int[] Layout(IReadOnlyList<string> header, List<string> names)
    {
        if (names.FirstOrDefault(n => !header.Contains(n)) is { } missing)
            throw _table.Readers[0].Refuse("read.header", $"does not list the column '{missing}' that is read");
        return header.Select(name => names.IndexOf(name)).ToArray();
    }

    private static string TextAt(Row row, int at) => at switch
    {
        < 0 => "",
        _ when at < row.Fields.Length => row.Fields[at].Text,
        _ => row.Columns[at - row.Fields.Length].Text,
    };

    private void WriteLine(IEnumerable<string> texts, bool withFieldTooMany)
    {
        var isFirst = true;
        foreach (var text in withFieldTooMany ? texts.Append(Label) : texts)
        {
            if (!isFirst)
                _text.Write(_spec.Delimiter);
            isFirst = false;
            WriteField(_spec.Quotes.Length > 0 && text.Length > 0 ? _spec.Quotes[0] + text + _spec.Quotes[0] : text);
        }

        _text.WriteLine();
    }

    private void WriteFooter(string text) => _text.WriteLine(text.StartsWith('"') ? text + '"' : text);

    private void WriteField(string text)
    {
        if (text.AsSpan().ContainsAny(_special))
            _text.Write('"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"');
        else
            _text.Write(text);
    }
}
