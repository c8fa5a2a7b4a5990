using System.Text.Json;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>Reads documents whose writer may be another node: what is not there, or not what it should be, is absent.</summary>
internal static class JsonMembers
{
    /// <summary>A member; undefined when there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A member that is a text or a number, as text; null for anything else.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value ? value.ToString() : null;

    /// <summary>The elements of an array member; none when there is no such member.</summary>
    public static IReadOnlyList<JsonElement> Array(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    /// <summary>The texts of an array member.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.Array(name).Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)];

    /// <summary>The members of an object member.</summary>
    public static IReadOnlyList<JsonProperty> Members(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } members ? [.. members.EnumerateObject()] : [];

    /// <summary>A member that is a record of ours; null when it is absent or has another form.</summary>
    public static T? As<T>(this JsonElement element, string name)
        where T : class
    {
        try
        {
            return element.Member(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } value ? value.Deserialize<T>(JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is a text, number, truth value or nothing.</summary>
    public static bool IsPlain(this JsonElement element) => element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
