using Sylvan.Data.Csv;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>Rows of a CSV file (RFC 4180 with any delimiter), with true line numbers also after cells of several lines.</summary>
internal sealed class CsvRows : RowReader
{
    private const int LargestRow = 16 << 20;

    private readonly ReadSpec _spec;
    private readonly TextReader _text;
    private readonly CsvDataReader _csv;
    private readonly CsvHeader _header;
    private long _line;
    private long _next;

    public CsvRows(string file, TextReader text, ReadSpec spec)
        : base(file)
    {
        _spec = spec;
        _text = text;
        for (var i = 0; i < spec.Skip; i++)
            text.ReadLine();
        _next = spec.Skip + 1;
        _csv = Open(text, spec.Delimiter);
        _header = spec.Header is { } names ? new CsvHeader(file, names) : ReadHeader();
    }

    public override long Line => _line;

    public override string? Fault => _csv.RowFieldCount == _header.Count || _csv.RowFieldCount > _header.Count && _spec.IgnoreExtra
        ? null
        : $"the row has {_csv.RowFieldCount} fields, the header {_header.Count}";

    public override bool IsFooter => _spec.Footer is { } footer && footer.IsMatch(_csv.GetRawRecordSpan().TrimEnd("\r\n"));

    public override string Raw => _csv.GetRawRecordSpan().TrimEnd("\r\n").ToString();

    public override string Fields => _header.ToString();

    public IReadOnlyList<string> Columns => _header.Names;

    public override int Slot(string field) => _header.Find(field);

    public override ReadOnlySpan<char> Text(int slot)
    {
        var text = _csv.GetFieldSpan(slot).Trim();
        foreach (var quote in _spec.Quotes)
        {
            if (text.Length > 1 && text[0] == quote && text[^1] == quote)
                return text[1..^1].Trim();
        }

        return text;
    }

    public override bool Read()
    {
        while (Next())
        {
            if (!IsBlank())
                return true;
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _csv.Dispose();
            _text.Dispose();
        }
        base.Dispose(disposing);
    }

    private CsvDataReader Open(TextReader text, char delimiter)
    {
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = delimiter,
            Comment = '\0',
            CsvStyle = CsvStyle.Standard,
            ResultSetMode = ResultSetMode.SingleResult,
            BufferSize = 1 << 16,
            MaxBufferSize = LargestRow,
        };
        return Guarded(() => CsvDataReader.Create(text, options));
    }

    private CsvHeader ReadHeader()
    {
        while (Next())
        {
            if (!IsBlank())
                return new CsvHeader(File, Enumerable.Range(0, _csv.RowFieldCount).Select(i => Text(i).ToString()).ToList());
        }

        throw new BrokenFileException(File, _next, null, "the file has no header");
    }

    private bool Next()
    {
        _line = _next;
        if (!Guarded(_csv.Read))
            return false;
        _next += _csv.GetRawRecordSpan().Count('\n');
        return true;
    }

    private bool IsBlank() => _csv.RowFieldCount == 1 && _csv.GetFieldSpan(0).IsWhiteSpace();

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvRecordTooLargeException)
        {
            throw new BrokenFileException(File, _next, null, $"a row has more than {LargestRow} characters; a quotation mark may not be closed");
        }
        catch (CsvFormatException)
        {
            throw new BrokenFileException(File, _next, null, "a quotation mark is not closed, or not followed by a delimiter");
        }
    }
}
