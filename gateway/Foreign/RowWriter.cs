using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>Writes rows in the forms that the services write (services/_features/Writing): GeoJSON features and CSV lines.</summary>
public sealed class RowWriter(CollectionDescriptor collection, string city, Selection selection)
{
    // Heights are not answered.
    private readonly WKBWriter _wkb = new(ByteOrder.LittleEndian, handleSRID: false, emitZ: false);

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
            WkbGeoJson.Write(json, _wkb.Write(row.Geometry), CoordinateSystem.Crs84);
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
    public string Header() => string.Join(',', CsvColumns.Names(collection)) + "\n";

    /// <summary>A line of it.</summary>
    public string Line(ForeignRow row) =>
        string.Join(',', new[] { row.Id, city }.Concat(row.Values.Select(Text)).Concat(GeometryTexts(row.Geometry)).Select(Quoted)) + "\n";

    private bool IsPoint => collection.Geometry?.Geometry == "geometry-point";

    private IEnumerable<string> GeometryTexts(Geometry? geometry) => collection.Geometry is null
        ? []
        : IsPoint ? [Coordinate(geometry?.Coordinate?.X), Coordinate(geometry?.Coordinate?.Y)] : [geometry?.AsText() ?? ""];

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

    private static string Coordinate(double? degrees) => degrees is { } number ? Math.Round(number, CoordinateSystem.Crs84.Decimals).ToString(CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : new StringBuilder("\"").Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
}
