using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>The descriptor of a collection as its layers make it: the same layers and sources give the same text.</summary>
internal static class DescriptorText
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <exception cref="DescribeException">The source names a column as instant that is none.</exception>
    public static string Of(DescribedLayers layers)
    {
        var properties = layers.Properties.ToList();
        string[] taken = layers.Geometry is null ? [] : [CollectionDescriptor.GeometryName, layers.GeometryName];
        var names = ColumnNames.Of([.. properties.Select(p => p.Column)], taken);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            json.WriteStartObject();
            WriteHead(json, layers);
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            var instant = Instant(layers);
            for (var i = 0; i < properties.Count; i++)
                WriteProperty(json, names[properties[i].Column], properties[i], i + 1, properties[i] == instant);
            if (layers.Geometry is not null)
                WriteGeometry(json, layers.GeometryName, layers.Geometry);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteHead(Utf8JsonWriter json, DescribedLayers layers)
    {
        var collection = layers.Sources[0].Descriptor;
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("$id", $"urn:urbandatahub:collection:{collection.Id}");
        json.WriteString("title", collection.Title.En);
        json.WriteString("description", collection.Description.En);
        json.WriteStartObject("x-hub");
        WriteText(json, "title", collection.Title);
        WriteText(json, "description", collection.Description);
        json.WriteString("singular", Singular(layers));
        json.WriteString("theme", collection.Theme);
        json.WriteStartArray("describedBy");
        foreach (var source in layers.Sources)
            json.WriteStringValue($"{source.City}/{source.Name}");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A collection that nobody wrote has no singular: its own id must not become the name of another collection's type.</summary>
    private static string Singular(DescribedLayers layers) => layers.Sources[0].Describe!.Singular ?? $"{layers.Sources[0].Collection}-feature";

    private static DescribedProperty? Instant(DescribedLayers layers)
    {
        var times = layers.Properties.Where(p => p.Kind is PropertyKind.Date or PropertyKind.Instant).ToList();
        var spec = layers.Sources[0].Describe!;
        if (spec.Instant is null)
            return times is [var only] ? only : null;
        return times.Find(p => p.Column == spec.Instant) ?? throw new DescribeException(
            spec.At.Fault($"'instant' names '{spec.Instant}', which is no DATE or DATETIME of the layer; {(times.Count == 0 ? "it has none" : "such are " + string.Join(", ", times.Select(p => p.Column)))}").Message);
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, DescribedProperty property, int sequence, bool isInstant)
    {
        json.WriteStartObject(name);
        var (type, format) = property.Kind switch
        {
            PropertyKind.Integer => ("integer", null),
            PropertyKind.Number => ("number", null),
            PropertyKind.Boolean => ("boolean", null),
            PropertyKind.Date => ("string", "date"),
            PropertyKind.Instant => ("string", "date-time"),
            _ => ("string", (string?)null),
        };
        json.WriteString("type", type);
        if (format is not null)
            json.WriteString("format", format);
        if (property is { Kind: PropertyKind.Integer, Bits: > 32 })
        {
            json.WriteNumber("minimum", long.MinValue);
            json.WriteNumber("maximum", long.MaxValue);
        }

        if (isInstant)
            json.WriteString("x-ogc-role", "primary-instant");
        if (property.Said?.Unit is { } unit)
            json.WriteString("x-ogc-unit", unit);
        json.WriteNumber("x-ogc-propertySeq", sequence);
        var title = property.LayerTitle ?? property.Column;
        WriteText(json, "x-hub-title", property.Said?.Title ?? new LocalText(title, title));
        if (property.Said?.Description is { } description)
            WriteText(json, "x-hub-description", description);
        json.WriteString("x-hub-field", property.Column);
        json.WriteEndObject();
    }

    private static void WriteGeometry(Utf8JsonWriter json, string name, string format)
    {
        json.WriteStartObject(name);
        json.WriteString("format", format);
        json.WriteString("x-ogc-role", "primary-geometry");
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, LocalText text)
    {
        json.WriteStartObject(name);
        json.WriteString("de", text.De);
        json.WriteString("en", text.En);
        json.WriteEndObject();
    }
}
