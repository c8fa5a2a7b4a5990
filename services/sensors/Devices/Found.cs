using System.Globalization;
using System.Text.Json.Nodes;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>Reads single values of a message, and says in words what was found instead.</summary>
internal static class Found
{
    private const int Longest = 60;
    private const int LongestId = 200;

    /// <summary>
    /// The number that a value is: true is 1 and false is 0, a text is read as a number with a decimal point, and null is no value.
    /// </summary>
    /// <exception cref="UnreadableException">It is none, or not a finite one.</exception>
    public static double? Number(JsonNode? node, MessagePath path)
    {
        if (node is null)
            return null;
        if (node is JsonValue value && value.TryGetValue(out bool flag))
            return flag ? 1 : 0;
        var number = Numeric(node) ?? throw new UnreadableException($"{path}: {Of(node)}, and is not a number");
        return double.IsFinite(number) ? number : throw new UnreadableException($"{path}: {Of(node)}, which is no value");
    }

    /// <summary>The value as a number, which may be infinite or none; null if it is not one.</summary>
    public static double? Numeric(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue(out double number) ? number
        : value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out decimal exact) ? (double)exact
        : value.TryGetValue(out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read
        : null;

    /// <summary>A text or whole number as text, as ids are written; null for anything else, and for texts of no use as an id.</summary>
    public static string? Id(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue(out string? text) ? IsId(text) ? text : null
        : value.TryGetValue(out long whole) ? whole.ToString(CultureInfo.InvariantCulture)
        : null;

    /// <summary>What a value is, cut short: the rest of a sentence that names it.</summary>
    public static string Of(JsonNode? node) => node switch
    {
        null => "is null",
        JsonObject { Count: 0 } => "is an empty object",
        JsonObject members => "has " + Short(string.Join(", ", members.Take(8).Select(m => m.Key))),
        JsonArray items => $"is a list of {items.Count}",
        JsonValue value when value.TryGetValue(out string? text) => $"is the text '{Short(text)}'",
        _ => "is " + Scalar((JsonValue)node),
    };

    /// <summary>A number, text or flag as the device wrote it.</summary>
    public static string Scalar(JsonValue value) =>
        value.TryGetValue(out string? text) ? Short(text)
        : value.TryGetValue(out bool flag) ? flag ? "true" : "false"
        : value.TryGetValue(out long whole) ? whole.ToString(CultureInfo.InvariantCulture)
        : value.TryGetValue(out double number) ? number.ToString(CultureInfo.InvariantCulture)
        : Short(value.ToString());

    /// <summary>Foreign text that can be stored and shown: cut short, without control characters and half surrogate pairs.</summary>
    public static string Printable(string text, int longest)
    {
        var cut = text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : cut;
    }

    /// <summary>Whether a text will do as an id: not empty, not endless and printable.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= LongestId && !text.Any(char.IsControl);

    private static string Short(string text) => Printable(text, Longest);
}
