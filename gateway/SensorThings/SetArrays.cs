using System.Text.Json;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>
/// Observations of all nodes as data arrays (OGC 18-088, clause 13.1). Each comes from its node as an array of its own;
/// those of one datastream become one again, in the order in which the first observation of each comes.
/// </summary>
internal static class SetArrays
{
    private const string Rows = "dataArray";

    /// <summary>Writes the elements of <c>value</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<SetRow> rows)
    {
        // What stands before the rows, the link to the datastream and the names of the components, is the same for one datastream.
        foreach (var group in rows.Select(row => JsonSerializer.Deserialize<JsonElement>(row.Bytes.Span)).GroupBy(Owner))
        {
            json.WriteStartObject();
            foreach (var member in group.First().EnumerateObject().Where(m => !IsOfRows(m)))
                member.WriteTo(json);
            json.WriteNumber(Rows + "@iot.count", group.Count());
            json.WriteStartArray(Rows);
            foreach (var row in group.SelectMany(array => array.GetProperty(Rows).EnumerateArray()))
                row.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static string Owner(JsonElement array) => string.Concat(array.EnumerateObject().Where(m => !IsOfRows(m)).Select(m => m.ToString()));

    private static bool IsOfRows(JsonProperty member) => member.Name is Rows or Rows + "@iot.count";
}
