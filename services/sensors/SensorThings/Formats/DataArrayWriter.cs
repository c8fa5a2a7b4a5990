using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Formats;

/// <summary>Writes observations as data arrays (OGC 18-088, clause 13.1): one for each Datastream or MultiDatastream, in the order in which the first observation of each comes.</summary>
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
        foreach (var group in page.Rows.GroupBy(row => Owner(query, row)))
            Group(writer, query, group.Key, [.. group]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes an observation as an array of its own.</summary>
    public static void One(EntityWriter writer, EntityQuery query, EntityRow row) => Group(writer, query, Owner(query, row), [row]);

    /// <summary>What an observation belongs to: one of the two relations that are expanded for this leads somewhere.</summary>
    private static (Expansion Expansion, long Id) Owner(EntityQuery query, EntityRow row)
    {
        var at = Enumerable.Range(0, query.Expand.Count).First(i => query.Expand[i].IsHidden && row.Related[i] is { Rows.Count: > 0 });
        return (query.Expand[at], row.Related[at]!.Rows[0].Id);
    }

    private static void Group(EntityWriter writer, EntityQuery query, (Expansion Expansion, long Id) owner, List<EntityRow> rows)
    {
        var (json, properties, hasId) = (writer.Json, PageSql.Written(query).ToList(), EntityWriter.IsWritten(query, "id") || EntityWriter.IsWritten(query, "@iot.id"));
        json.WriteStartObject();
        json.WriteString($"{owner.Expansion.Navigation.Name}@iot.navigationLink", writer.Address(owner.Expansion.Query, owner.Id));
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
