using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetTopologySuite.Geometries;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>Writes rows in the forms that the services write (services/_features/Writing): GeoJSON features and CSV lines.</summary>
public sealed class RowWriter(CollectionDescriptor collection, string city, Selection selection)
{
    /// <summary>How answers are written: umlauts stay what they are.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Decimals = 7;

    /// <summary>Writes a feature.</summary>
    public void Write(Utf8JsonWriter json, ForeignRow row)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, row.Id);
        json.WritePropertyName("geometry"u8);
        if (row.Geometry is null || !selection.Geometry)
            json.WriteNullValue();
        else
            Write(json, row.Geometry);
        json.WriteStartObject("properties"u8);
        json.WriteString("city"u8, city);
        for (var i = 0; i < collection.Properties.Count; i++)
        {
            if (selection.Properties.Contains(collection.Properties[i]))
                Write(json, collection.Properties[i].Name, row.Values[i]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The header line of a CSV file.</summary>
    public string Header() => string.Join(',', new[] { "id", "city" }.Concat(collection.Properties.Select(p => p.Name)).Concat(GeometryColumns())) + "\n";

    /// <summary>A line of it.</summary>
    public string Line(ForeignRow row) =>
        string.Join(',', new[] { row.Id, city }.Concat(row.Values.Select(Text)).Concat(GeometryTexts(row.Geometry)).Select(Quoted)) + "\n";

    private bool IsPoint => collection.Geometry?.Geometry == "geometry-point";

    private IEnumerable<string> GeometryColumns() => collection.Geometry is null ? [] : IsPoint ? ["longitude", "latitude"] : ["geometry"];

    private IEnumerable<string> GeometryTexts(Geometry? geometry) => collection.Geometry is null
        ? []
        : IsPoint ? [Coordinate(geometry?.Coordinate.X), Coordinate(geometry?.Coordinate.Y)] : [geometry?.AsText() ?? ""];

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case string[] items:
                json.WriteStartArray();
                foreach (var item in items)
                    json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            case null:
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string[] items => string.Join('|', items),
        bool truth => truth ? "true" : "false",
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Coordinate(double? degrees) => degrees is { } number ? Math.Round(number, Decimals).ToString(CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : new StringBuilder("\"").Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();

    private static void Write(Utf8JsonWriter json, Geometry geometry)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, geometry.GeometryType);
        json.WritePropertyName(geometry is GeometryCollection and not (MultiPoint or MultiLineString or MultiPolygon) ? "geometries"u8 : "coordinates"u8);
        WriteCoordinates(json, geometry);
        json.WriteEndObject();
    }

    private static void WriteCoordinates(Utf8JsonWriter json, Geometry geometry)
    {
        if (geometry is Point point)
        {
            WritePosition(json, point.Coordinate);
            return;
        }

        json.WriteStartArray();
        if (geometry is Polygon polygon)
        {
            foreach (var ring in new[] { polygon.ExteriorRing }.Concat(polygon.InteriorRings))
                WriteCoordinates(json, ring);
        }
        else if (geometry is LineString line)
        {
            foreach (var position in line.Coordinates)
                WritePosition(json, position);
        }
        else
        {
            foreach (var part in Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN))
            {
                if (geometry is MultiPoint or MultiLineString or MultiPolygon)
                    WriteCoordinates(json, part);
                else
                    Write(json, part);
            }
        }

        json.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter json, Coordinate position)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round(position.X, Decimals));
        json.WriteNumberValue(Math.Round(position.Y, Decimals));
        json.WriteEndArray();
    }
}
