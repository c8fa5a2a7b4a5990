using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Rows;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>Writes JSON, GeoJSON or JSON objects one after the other, a row a line.</summary>
internal sealed class JsonRowWriter : RowWriter
{
    private readonly Stream _output;
    private readonly FileFormat _format;
    private readonly string[] _path;
    private readonly JsonShape _shape;
    private readonly int _idField;
    private readonly GeoJsonGeometry? _geometry;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private bool _isFirst = true;

    public JsonRowWriter(Table table, Stream output)
    {
        (_output, _format) = (output, table.Reading.Format);
        _path = table.Reading.Rows.Split('.', StringSplitOptions.RemoveEmptyEntries);
        _shape = JsonShape.Of(table);
        _idField = table.Fields.Select(f => f.Name).ToList().IndexOf("$id");
        if (table.GeometryReaders.Select(r => r.Source.Geometry).OfType<GeometrySpec.Feature>().FirstOrDefault() is { } geometry)
            _geometry = new GeoJsonGeometry(new PlaneCoordinates(geometry.Crs, table.Box));
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        WriteHead();
    }

    public override void Write(Row row)
    {
        if (!_isFirst)
            _output.Write(_format == FileFormat.JsonSequence ? "\n"u8 : ",\n"u8);
        _isFirst = false;
        if (_format == FileFormat.GeoJson)
            WriteFeature(row);
        else
            _shape.Write(_json, row.Fields);
        Flush();
    }

    public override void Dispose()
    {
        _json.Dispose();
        if (_format != FileFormat.JsonSequence)
            _output.Write("\n]"u8);
        foreach (var _ in _path)
            _output.Write("}"u8);
        _output.Write("\n"u8);
        _output.Dispose();
    }

    private void WriteHead()
    {
        for (var i = 0; i < _path.Length; i++)
        {
            _json.WriteStartObject();
            if (i == 0 && _format == FileFormat.GeoJson)
                _json.WriteString("type", "FeatureCollection");
            _json.WritePropertyName(_path[i]);
        }

        Flush();
        if (_format != FileFormat.JsonSequence)
            _output.Write("[\n"u8);
    }

    private void WriteFeature(Row row)
    {
        _json.WriteStartObject();
        _json.WriteString("type", "Feature");
        if (_idField >= 0)
        {
            _json.WritePropertyName("id");
            JsonShape.WriteValue(_json, row.Fields[_idField]);
        }

        _json.WritePropertyName("properties");
        _shape.Write(_json, row.Fields);
        _json.WritePropertyName("geometry");
        if (row.Geometry is { } geometry && _geometry is not null)
            _geometry.Write(_json, geometry);
        else
            _json.WriteNullValue();
        _json.WriteEndObject();
    }

    private void Flush()
    {
        _json.Flush();
        _output.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _json.Reset();
    }
}
