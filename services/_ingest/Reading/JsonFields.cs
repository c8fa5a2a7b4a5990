using System.Globalization;
using System.Text.Json;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>Fields of a JSON row: dot paths, where a number is a position in an array counted from 0.</summary>
/// <param name="isGeoJson">Then a field is a member of <c>properties</c> or, failing that, of the feature itself.</param>
internal sealed class JsonFields(bool isGeoJson)
{
    private readonly List<(string Whole, string[] Parts)> _paths = [];
    private readonly List<bool> _seen = [];

    public int Slot(string field)
    {
        _paths.Add((field, field.Split('.')));
        _seen.Add(false);
        return _paths.Count - 1;
    }

    public bool Seen(int slot) => _seen[slot];

    /// <summary>Notes which fields the row has, also as null.</summary>
    public void See(JsonElement row)
    {
        for (var slot = 0; slot < _paths.Count; slot++)
            _seen[slot] |= Find(row, slot) is not null;
    }

    public ReadOnlySpan<char> Text(JsonElement row, int slot) => Find(row, slot) is { } value ? ToText(value).AsSpan().Trim() : [];

    public string[]? List(JsonElement row, int slot) =>
        Find(row, slot) switch
        {
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(i => ToText(i).Trim()).ToArray(),
            { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().Select(m => m.Name).ToArray(),
            _ => null,
        };

    public JsonElement? Geometry(JsonElement row) =>
        isGeoJson && row.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object ? geometry : null;

    public string Names(JsonElement row) =>
        Parent(row) is { ValueKind: JsonValueKind.Object } parent ? string.Join(", ", parent.EnumerateObject().Select(m => m.Name)) : "";

    private JsonElement? Find(JsonElement row, int slot)
    {
        var (whole, parts) = _paths[slot];
        if (isGeoJson && whole.StartsWith('$'))
            return Step(row, whole[1..]);
        return Walk(Parent(row), whole, parts) ?? (isGeoJson ? Walk(row, whole, parts) : null);
    }

    private JsonElement Parent(JsonElement row) =>
        isGeoJson && row.ValueKind == JsonValueKind.Object && row.TryGetProperty("properties", out var properties) ? properties : row;

    private static JsonElement? Walk(JsonElement parent, string whole, string[] parts)
    {
        // A name with a dot in it ("addr.street") counts before the path.
        if (parts.Length > 1 && Step(parent, whole) is { } literal)
            return literal;
        JsonElement? at = parent;
        foreach (var part in parts)
            at = at is { } inner ? Step(inner, part) : null;
        return at;
    }

    private static JsonElement? Step(JsonElement parent, string name) => parent.ValueKind switch
    {
        JsonValueKind.Object when parent.TryGetProperty(name, out var member) => member,
        JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < parent.GetArrayLength()
            => parent[i],
        _ => null,
    };

    private static string ToText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unescape(value),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(ToText)),
        _ => value.GetRawText(),
    };

    private static string Unescape(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair (\ud800) is no character: it stays as it is written.
            return value.GetRawText();
        }
    }
}
