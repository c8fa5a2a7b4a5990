using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Formats;

/// <summary>A column of a table.</summary>
/// <param name="Value">The value of a row that the cell is taken from.</param>
/// <param name="Path">The member of that value, if it is JSON; empty for all of it.</param>
internal sealed record CsvColumn(string Name, Func<EntityRow, object?> Value, IReadOnlyList<string> Path);

/// <summary>The columns of a table: the properties asked for, and behind them those of related entities under <c>Thing/name</c>.</summary>
internal static class CsvColumns
{
    /// <summary>Most columns: each name that a client ever wrote into <c>properties</c> has one.</summary>
    private const int Most = 1000;

    /// <summary>
    /// The columns. Objects have a column for each member that one of the entities has: <c>properties/city</c>. Those of
    /// observations and of related entities stay JSON, as nobody reads all of them before the first row is sent.
    /// </summary>
    /// <exception cref="ProblemException">400: there are none, or too many.</exception>
    public static async Task<List<CsvColumn>> OfAsync(EntityQuery query, Scope? scope, EntityReader reader)
    {
        var members = new Dictionary<EntityProperty, List<string[]>>();
        foreach (var property in PageSql.Written(query).Where(p => IsSpread(query, p)))
            members.Add(property, await reader.MembersAsync(query, scope, property));
        var columns = Of(query, members, "", row => row).ToList();
        return columns.Count switch
        {
            0 => throw ProblemException.Parameter400("$select", "A table needs a column; '$select' names no property."),
            > Most => throw ProblemException.Parameter400("$select", $"The table would have {columns.Count} columns, and {Most} at most are made; ask for fewer properties with '$select'."),
            _ => columns,
        };
    }

    private static IEnumerable<CsvColumn> Of(EntityQuery query, Dictionary<EntityProperty, List<string[]>> members, string prefix, Func<EntityRow, EntityRow?> entity)
    {
        if (EntityWriter.IsWritten(query, "@iot.id") || EntityWriter.IsWritten(query, "id"))
            yield return new CsvColumn(prefix + "@iot.id", row => entity(row)?.Id, []);
        foreach (var (property, at) in PageSql.Written(query).Select((p, i) => (p, i)))
        {
            foreach (var path in members.GetValueOrDefault(property) is { Count: > 0 } paths ? paths : [[]])
                yield return new CsvColumn(string.Join('/', [prefix + property.Name, .. path]), row => entity(row)?.Values[at], path);
        }

        foreach (var (expansion, at) in query.Expand.Select((e, i) => (e, i)))
        {
            foreach (var column in Of(expansion.Query, [], $"{prefix}{expansion.Navigation.Name}/", row => entity(row)?.Related[at]?.Rows is [var only, ..] ? only : null))
                yield return column;
        }
    }

    /// <summary>Writes a row as an object of its cells that are not empty, by the names of their columns; nothing of the other rows is needed for it.</summary>
    public static void WriteCells(EntityWriter writer, EntityQuery query, EntityRow row)
    {
        var members = PageSql.Written(query).Zip(row.Values).Where(p => IsSpread(query, p.First))
            .ToDictionary(p => p.First, p => p.Second is RawJson raw ? Leaves(JsonSerializer.Deserialize<JsonElement>(raw.Text), []).ToList() : []);
        writer.Json.WriteStartObject();
        foreach (var column in Of(query, members, "", r => r).Where(c => !members.Any(m => m.Value.Count == 0 && m.Key.Name == c.Name)))
        {
            if (Text(column, row) is { } text)
                writer.Json.WriteString(column.Name, text);
        }

        writer.Json.WriteEndObject();
    }

    /// <summary>Whether each member of a property has a column.</summary>
    private static bool IsSpread(EntityQuery query, EntityProperty property) => property.Kind == ValueKind.Json && query.Type != EntityModel.Observation;

    /// <summary>As <see cref="PageSql.Members"/> finds them.</summary>
    private static IEnumerable<string[]> Leaves(JsonElement value, string[] path) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(member => Leaves(member.Value, [.. path, member.Name]))
        : [path];

    /// <summary>The text of a cell; texts without quotes, other JSON as it is, nothing for null.</summary>
    public static string? Text(CsvColumn column, EntityRow row)
    {
        var value = column.Value(row);
        if (value is not RawJson raw)
            return value is null ? null : EntityWriter.Bare(value);
        if (column.Path.Count == 0 && raw.Text[0] is not ('"' or 'n'))
            return raw.Text;
        JsonElement? member = JsonSerializer.Deserialize<JsonElement>(raw.Text);
        foreach (var name in column.Path)
            member = member is { ValueKind: JsonValueKind.Object } inside && inside.TryGetProperty(name, out var found) ? found : null;
        return member is null ? null : Text(member.Value);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
