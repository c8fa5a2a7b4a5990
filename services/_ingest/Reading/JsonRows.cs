using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>
/// Rows of a JSON array, of a GeoJSON FeatureCollection or of JSON objects one after the other. The bytes are in memory,
/// the document tree of one row only.
/// </summary>
internal sealed class JsonRows : RowReader
{
    private static readonly JsonReaderOptions s_sequence = new() { AllowMultipleValues = true };

    private readonly byte[] _json;
    private readonly bool _sequence;
    private readonly bool _isOneLine;
    private readonly JsonFields _fields;
    private JsonReaderState _state;
    private int _offset;
    private int _start;
    private long _line = 1;
    private int _counted;
    private long _position;
    private JsonElement _row;

    public JsonRows(string file, Stream bytes, ReadSpec spec)
        : base(file)
    {
        _json = ReadAll(file, bytes, spec.Encoding);
        _sequence = spec.Format == FileFormat.JsonSequence;
        _fields = new JsonFields(isGeoJson: spec.Format == FileFormat.GeoJson);
        _isOneLine = !_json.AsSpan().TrimEnd("\r\n "u8).Contains((byte)'\n');
        _state = new JsonReaderState(_sequence ? s_sequence : default);
        if (!_sequence)
            Guarded((ref Utf8JsonReader reader) => GoToRows(ref reader, spec.Rows));
    }

    private delegate bool Step(ref Utf8JsonReader reader);

    /// <summary>The line of the row; its position where the whole file is one line.</summary>
    public override long Line => _isOneLine ? _position : _line;

    public override string? Fault => _row.ValueKind == JsonValueKind.Object ? null : "the row is not a JSON object";

    public override string Raw => Encoding.UTF8.GetString(_json, _start, _offset - _start);

    public override string Fields => _fields.Names(_row);

    public override JsonElement? Geometry => _fields.Geometry(_row);

    public override int Slot(string field) => _fields.Slot(field);

    public override ReadOnlySpan<char> Text(int slot) => _fields.Text(_row, slot);

    public override string[]? List(int slot) => _fields.List(_row, slot);

    public override bool Seen(int slot) => _fields.Seen(slot);

    public override bool Read()
    {
        if (!Guarded(ReadRow))
            return false;
        _line += _json.AsSpan(_counted.._start).Count((byte)'\n');
        _counted = _start;
        _position++;
        _fields.See(_row);
        return true;
    }

    private bool ReadRow(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.EndArray && !_sequence)
        {
            // What follows the rows must be sound too, or the file may have been cut off.
            while (reader.Read())
                continue;
            return false;
        }

        _start = _offset + (int)reader.TokenStartIndex;
        _row = JsonElement.ParseValue(ref reader);
        return true;
    }

    private bool GoToRows(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!GoToMember(ref reader, name))
                throw new BrokenFileException(File, 1, path, $"the file has no '{name}' where its rows should be");
        }

        return reader.TokenType == JsonTokenType.StartArray
            ? true
            : throw new BrokenFileException(File, 1, path, "the rows must be a JSON array");
    }

    private static bool GoToMember(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }

    private bool Guarded(Step step)
    {
        var reader = new Utf8JsonReader(_json.AsSpan(_offset), isFinalBlock: true, _state);
        try
        {
            var result = step(ref reader);
            _state = reader.CurrentState;
            _offset += (int)reader.BytesConsumed;
            return result;
        }
        catch (JsonException e)
        {
            var line = _json.AsSpan(0, _offset).Count((byte)'\n') + (e.LineNumber ?? 0) + 1;
            throw new BrokenFileException(File, line, null, "the file is not JSON to its end: " + e.Message.Split(" LineNumber")[0].TrimEnd('.'));
        }
    }

    private static byte[] ReadAll(string file, Stream bytes, Encoding encoding)
    {
        using var memory = new MemoryStream();
        bytes.CopyTo(memory);
        var all = memory.ToArray();
        // Reading as text names the line of a wrong byte, and turns other encodings into UTF-8.
        if (encoding.CodePage != Encoding.UTF8.CodePage || !Utf8.IsValid(all))
            all = Encoding.UTF8.GetBytes(new StrictText(new MemoryStream(all), encoding, file).ReadToEnd());
        var begin = all.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? all[3..] : all;
        return begin.Length > 0 ? begin : throw new BrokenFileException(file, 0, null, "the file is empty");
    }
}
