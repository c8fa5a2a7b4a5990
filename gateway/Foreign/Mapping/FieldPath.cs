using System.Text.Json;

namespace UrbanDataHub.Gateway.Foreign.Mapping;

/// <summary>Finds a field of a foreign row: <c>name</c>, <c>address.street</c>, <c>Locations.0.location</c>.</summary>
public static class FieldPath
{
    /// <summary>The value; null where there is none, or a JSON null.</summary>
    public static JsonElement? Find(JsonElement at, string path)
    {
        var found = Step(at, path);
        // A name may hold a dot itself ("@iot.id"), so the whole is tried first, then each dot as a step.
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); found is null && dot > 0; dot = path.IndexOf('.', dot + 1))
            found = Step(at, path[..dot]) is { } inner ? Find(inner, path[(dot + 1)..]) : null;
        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    private static JsonElement? Step(JsonElement at, string name) => at.ValueKind switch
    {
        JsonValueKind.Object when at.TryGetProperty(name, out var value) => value,
        JsonValueKind.Array when int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength() => at[index],
        _ => null,
    };

    /// <summary>A text, number or truth value as text; null for lists and objects.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
