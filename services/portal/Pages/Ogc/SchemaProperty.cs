using System.Text.Json;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>One property of a schema (OGC API Features Part 5), of queryables or of sortables.</summary>
/// <param name="Type">What it holds, in words.</param>
/// <param name="Unit">UCUM code; null for a value without unit.</param>
/// <param name="Values">The allowed values or bounds; null when everything of the type is allowed.</param>
public sealed record SchemaProperty(string Name, string Title, string Type, string? Unit, string? Values, string? Description, bool Required)
{
    /// <summary>The properties of a schema, in the order of its document.</summary>
    public static IReadOnlyList<SchemaProperty> Of(JsonElement schema, Wording words)
    {
        var required = schema.Texts("required");
        return [.. schema.Members("properties").Select(p => Read(p.Name, p.Value, required.Contains(p.Name), words))];
    }

    private static SchemaProperty Read(string name, JsonElement property, bool required, Wording words) => new(
        name,
        property.Member("x-hub-title").Text(words.Language) ?? property.Text("title") ?? name,
        TypeOf(property, words),
        property.Text("x-ogc-unit"),
        ValuesOf(property),
        property.Member("x-hub-description").Text(words.Language) ?? property.Text("description"),
        required);

    private static string TypeOf(JsonElement property, Wording words) => (property.Text("type"), property.Text("format")) switch
    {
        (_, "geometry-point" or "geometry-multipoint") => words.Say("point"),
        (_, "geometry-linestring" or "geometry-multilinestring") => words.Say("line"),
        (_, "geometry-polygon" or "geometry-multipolygon") => words.Say("area"),
        (_, { } format) when format.StartsWith("geometry", StringComparison.Ordinal) => words.Say("point, line or area"),
        ("string", "date") => words.Say("date"),
        ("string", "date-time") => words.Say("date and time"),
        ("string", _) when property.Member("enum").ValueKind == JsonValueKind.Array => words.Say("code"),
        ("string", _) => words.Say("text"),
        ("integer", _) => words.Say("whole number"),
        ("number", _) => words.Say("number"),
        ("boolean", _) => words.Say("yes or no"),
        ("array", _) => words.Say("list of texts"),
        var (type, format) => type ?? format ?? "",
    };

    private static string? ValuesOf(JsonElement property)
    {
        var codes = property.Array("enum").Concat(property.Member("items").Array("enum")).Select(v => v.ToString()).ToList();
        if (codes.Count > 0)
            return string.Join(", ", codes);
        return (property.Text("minimum"), property.Text("maximum")) switch
        {
            (null, null) => null,
            ({ } least, null) => $"≥ {least}",
            (null, { } most) => $"≤ {most}",
            var (least, most) => $"{least} – {most}",
        };
    }
}
