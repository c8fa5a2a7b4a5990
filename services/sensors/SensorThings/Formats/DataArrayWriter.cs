using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Formats;

/// <summary>Writes observations as data arrays (OGC 18-088, clause 13.1): one for each datastream, in the order in which the first observation of each comes.</summary>
internal static class DataArrayWriter
{
    /// <summary>Writes a page.</summary>
    /// <param name="path">Path of the observations, with a slash in front.</param>
    public static void Write(EntityWriter writer, EntityQuery query, EntityPage page, string path)
    {
        var json = writer.Json;
        json.WriteStartObject();
        writer.PageMembers(query, page, path);
        json.WriteStartArray("value");
        var datastream = Enumerable.Range(0, query.Expand.Count).First(i => query.Expand[i].IsHidden);
        foreach (var group in page.Rows.GroupBy(row => row.Related[datastream]!.Rows[0].Id))
            Group(writer, query, writer.Address(query.Expand[datastream].Query, group.First().Related[datastream]!.Rows[0]), [.. group]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Group(EntityWriter writer, EntityQuery query, string datastream, List<EntityRow> rows)
    {
        var (json, properties, hasId) = (writer.Json, PageSql.Written(query).ToList(), EntityWriter.IsWritten(query, "id") || EntityWriter.IsWritten(query, "@iot.id"));
        json.WriteStartObject();
        json.WriteString("Datastream@iot.navigationLink", datastream);
        json.WriteStartArray("components");
        foreach (var name in hasId ? properties.Select(p => p.Name).Prepend("id") : properties.Select(p => p.Name))
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteNumber("dataArray@iot.count", rows.Count);
        json.WriteStartArray("dataArray");
        foreach (var row in rows)
            Row(writer, row, properties, hasId);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Row(EntityWriter writer, EntityRow row, List<EntityProperty> properties, bool hasId)
    {
        writer.Json.WriteStartArray();
        if (hasId)
            writer.Json.WriteNumberValue(row.Id);
        for (var i = 0; i < properties.Count; i++)
            writer.Value(row.Values[i]);
        writer.Json.WriteEndArray();
    }
}
