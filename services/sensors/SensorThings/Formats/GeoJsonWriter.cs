using System.Text.Json;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Formats;

/// <summary>
/// Writes entities as GeoJSON (RFC 7946). The geometry is that of the entity, or of the entity that tells where it is;
/// objects in the properties, and related entities, are told by paths: <c>unitOfMeasurement/name</c>, <c>Thing/name</c>.
/// </summary>
internal static class GeoJsonWriter
{
    private static readonly string[] _geometries = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

    /// <summary>Writes a page as a feature collection; <c>@iot.count</c> and <c>@iot.nextLink</c> as in a page of JSON.</summary>
    /// <param name="path">Path of the entities, with a slash in front.</param>
    public static void Write(EntityWriter writer, EntityQuery query, EntityPage page, string path)
    {
        var json = writer.Json;
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        writer.PageMembers(query, page, path);
        json.WriteStartArray("features");
        foreach (var row in page.Rows)
            Feature(writer, query, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes an entity as a feature.</summary>
    public static void Feature(EntityWriter writer, EntityQuery query, EntityRow row)
    {
        var json = writer.Json;
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteNumber("id", row.Id);
        json.WritePropertyName("geometry");
        writer.Value(Place(query, row));
        json.WriteStartObject("properties");
        if (EntityWriter.IsWritten(query, "@iot.selfLink"))
            json.WriteString("@iot.selfLink", writer.Address(query, row));
        Properties(writer, query, row, "", ResultFormats.OwnPlace(query.Type), ResultFormats.Place(query.Type));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The first geometry of the entity or of those that tell where it is; null if there is none.</summary>
    private static object? Place(EntityQuery query, EntityRow row)
    {
        if (ResultFormats.OwnPlace(query.Type) is { } own)
            return Geometry(row.Values[PageSql.Written(query).TakeWhile(p => p != own).Count()]);
        var at = query.Expand.TakeWhile(e => e.Navigation != ResultFormats.Place(query.Type)).Count();
        return at == query.Expand.Count ? null : row.Related[at]?.Rows.Select(related => Place(query.Expand[at].Query, related)).FirstOrDefault(g => g is not null);
    }

    private static object? Geometry(object? value) => value is RawJson raw ? Geometry(JsonSerializer.Deserialize<JsonElement>(raw.Text)) : null;

    // A location may be a whole feature, or something that is no GeoJSON at all, as its encodingType says.
    private static object? Geometry(JsonElement place)
    {
        if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return null;
        if (type.ValueEquals("Feature"))
            return place.TryGetProperty("geometry", out var geometry) ? Geometry(geometry) : null;
        return _geometries.Contains(type.GetString()) ? place : null;
    }

    /// <param name="own">The property that became the geometry of the feature; null if another entity's did.</param>
    /// <param name="placed">The relation that the geometry comes from; null if it is the entity's own.</param>
    private static void Properties(EntityWriter writer, EntityQuery query, EntityRow row, string prefix, EntityProperty? own, Navigation? placed)
    {
        foreach (var (property, value) in PageSql.Written(query).Zip(row.Values).Where(p => p.First != own && (p.Second is not null || p.First.Nullable)))
            Flat(writer, prefix + property.Name, property.Kind == ValueKind.Json && value is RawJson raw ? JsonSerializer.Deserialize<JsonElement>(raw.Text) : value);
        for (var i = 0; i < query.Expand.Count; i++)
        {
            var (navigation, related, rows) = (query.Expand[i].Navigation, query.Expand[i].Query, row.Related[i]?.Rows ?? []);
            for (var at = 0; at < rows.Count && !query.Expand[i].IsHidden; at++)
            {
                var name = $"{prefix}{navigation.Name}/{(navigation.Many ? $"{at}/" : "")}";
                if (EntityWriter.IsWritten(related, "@iot.id") || EntityWriter.IsWritten(related, "id"))
                    writer.Json.WriteNumber(name + "@iot.id", rows[at].Id);
                Properties(writer, related, rows[at], name, navigation == placed ? ResultFormats.OwnPlace(related.Type) : null, null);
            }
        }
    }

    private static void Flat(EntityWriter writer, string name, object? value)
    {
        if (value is not JsonElement { ValueKind: JsonValueKind.Object } members)
        {
            writer.Value(name, value);
            return;
        }

        foreach (var member in members.EnumerateObject())
            Flat(writer, $"{name}/{member.Name}", member.Value);
    }
}
