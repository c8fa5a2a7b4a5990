using System.Globalization;
using System.Text.Json;
using Sylvan.Data.Csv;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>A table of SensorThings, to be held against plain answers.</summary>
public static class CsvTable
{
    /// <summary>Reads the table of a question.</summary>
    /// <param name="path">With its query, without the form.</param>
    public static async Task<(List<string> Header, List<List<string>> Rows)> ReadAsync(HttpClient http, string path)
    {
        var text = await http.GetStringAsync(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "$resultFormat=CSV");
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        await using var csv = await CsvDataReader.CreateAsync(new StringReader(text), new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture, HasHeaders = false });
        var lines = new List<List<string>>();
        while (await csv.ReadAsync())
            lines.Add([.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)]);
        return (lines[0], lines[1..]);
    }

    /// <summary>What an entity of the plain answer has for the columns.</summary>
    public static List<string> Cells(JsonElement entity, List<string> header) => [.. header.Select(h => Text(entity, h))];

    /// <summary>What stands at a path of members, the first of an array if there is one on the way; empty for nothing.</summary>
    public static string Text(JsonElement entity, string path)
    {
        if (entity.ValueKind == JsonValueKind.Array)
            return entity.GetArrayLength() == 0 ? "" : Text(entity[0], path);
        if (entity.ValueKind == JsonValueKind.Object && entity.TryGetProperty(path, out var value))
            return value.ToString();
        var (name, rest) = path.Split('/', 2) is [var first, var others] ? (first, others) : (path, "");
        return rest.Length > 0 && entity.ValueKind == JsonValueKind.Object && entity.TryGetProperty(name, out var inner) ? Text(inner, rest) : "";
    }

    /// <summary>The paths of what an entity has beside its links; a geometry is one value.</summary>
    public static IEnumerable<string> Leaves(JsonElement entity, string prefix) => entity.EnumerateObject()
        .Where(m => !m.Name.EndsWith("Link", StringComparison.Ordinal))
        .SelectMany(m => m.Value.ValueKind == JsonValueKind.Object && m.Name is not ("location" or "feature" or "observedArea") ? Leaves(m.Value, $"{prefix}{m.Name}/") : [prefix + m.Name]);
}
