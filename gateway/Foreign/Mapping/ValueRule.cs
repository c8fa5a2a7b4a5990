using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign.Mapping;

/// <summary>
/// How fields of a foreign row become one property. The words are those of source files (services/_ingest): <c>from</c>,
/// <c>constant</c>, <c>codes</c>, <c>otherwise</c>, <c>true</c>, <c>false</c>, <c>scale</c>, <c>split</c>, <c>nulls</c>;
/// and <c>offset</c>, since foreign units may begin elsewhere (degrees Fahrenheit).
/// </summary>
/// <param name="From">Fields; the first that is there counts.</param>
public sealed record ValueRule(IReadOnlyList<string> From)
{
    // The product of two such numbers still fits a decimal.
    private const double MostExact = 1e13;

    /// <summary>The value of every row.</summary>
    public string? Constant { get; init; }

    /// <summary>Foreign codes and ours; null for "nothing".</summary>
    public IReadOnlyDictionary<string, string?>? Codes { get; init; }

    /// <summary>Whether a value that is not listed becomes <see cref="Otherwise"/>; without, it cannot be read.</summary>
    public bool HasOtherwise { get; init; }

    /// <summary>What it becomes.</summary>
    public string? Otherwise { get; init; }

    /// <summary>What means true.</summary>
    public IReadOnlyList<string> True { get; init; } = [];

    /// <summary>What means false.</summary>
    public IReadOnlyList<string> False { get; init; } = [];

    /// <summary>Texts that mean "nothing"; an empty one always does.</summary>
    public IReadOnlyList<string> Nulls { get; init; } = [];

    /// <summary>A number is multiplied by it …</summary>
    public double Scale { get; init; } = 1;

    /// <summary>… and then this is added.</summary>
    public double Offset { get; init; }

    /// <summary>What separates the items of a list in one text.</summary>
    public string? Split { get; init; }

    /// <summary>Whether a value of ours can be asked in the foreign server's words.</summary>
    public bool IsPlain => Constant is null && From.Count == 1 && True.Count + False.Count == 0 && Scale == 1 && Offset == 0 && Split is null;

    /// <summary>The value in the .NET type of the property; null for nothing.</summary>
    /// <exception cref="FormatException">It cannot be read as this property.</exception>
    public object? Read(JsonElement row, PropertyDescriptor property)
    {
        if (Constant is not null)
            return Checked(Parse(Constant, property), property);
        var field = From.Select(path => FieldPath.Find(row, path)).FirstOrDefault(found => found is not null);
        if (field is { ValueKind: JsonValueKind.Array } list && property.Kind == PropertyKind.TextList)
            return Items(list.EnumerateArray().Select(FieldPath.Text));
        var text = field is { } value ? FieldPath.Text(value)?.Trim() : null;
        if (string.IsNullOrEmpty(text) || Nulls.Contains(text))
            text = null;
        if (property.Kind == PropertyKind.TextList)
            return text is null ? null : Items(Split is null ? [text] : text.Split(Split));
        var ours = Translate(text);
        return ours is null ? null : Checked(Parse(ours, property), property);
    }

    /// <summary>The foreign value that means <paramref name="ours"/>; null if it is not exactly one.</summary>
    public string? Inverse(string ours)
    {
        // What stands for everything that is not listed cannot be asked as one value.
        if (!IsPlain || (HasOtherwise && ours == Otherwise))
            return null;
        if (Codes is null)
            return ours;
        var foreign = Codes.Where(code => code.Value == ours).Select(code => code.Key).ToList();
        return foreign.Count == 1 ? foreign[0] : null;
    }

    private string? Translate(string? text)
    {
        if (Codes?.TryGetValue(text ?? "", out var ours) == true)
            return ours;
        if (True.Contains(text ?? "") || False.Contains(text ?? ""))
            return True.Contains(text ?? "") ? "true" : "false";
        var isListed = Codes is null && True.Count + False.Count == 0;
        if (isListed || (text is null && !HasOtherwise))
            return text;
        return HasOtherwise ? Otherwise : throw new FormatException($"'{text}' is not listed");
    }

    private string[]? Items(IEnumerable<string?> items)
    {
        var read = items.Select(i => Translate(string.IsNullOrWhiteSpace(i) || Nulls.Contains(i.Trim()) ? null : i.Trim())).OfType<string>().ToArray();
        return read.Length == 0 ? null : read;
    }

    private object Parse(string text, PropertyDescriptor property) => property.Kind switch
    {
        PropertyKind.Text => text,
        PropertyKind.TextList => new[] { text },
        PropertyKind.Integer when Number(text) is { } number && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 => (long)number,
        PropertyKind.Number when Number(text) is { } number => number,
        PropertyKind.Boolean when text is "true" or "false" => text == "true",
        PropertyKind.Date when DateOnly.TryParseExact(text[..Math.Min(10, text.Length)], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        // A period stands for its begin, as in our observations.
        PropertyKind.Instant when TimeSpanFilter.TryInstant(text.Split('/')[0], out var instant) => instant.ToUniversalTime(),
        _ => throw new FormatException($"'{text}' cannot be read"),
    };

    /// <summary>Reckoned in decimals where they suffice, so that 94 cm are 0.94 m and not a little more.</summary>
    private double? Number(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return null;
        if (Scale == 1 && Offset == 0)
            return number;
        return Math.Max(Math.Abs(number), Math.Max(Math.Abs(Scale), Math.Abs(Offset))) < MostExact && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? (double)((exact * (decimal)Scale) + (decimal)Offset)
            : (number * Scale) + Offset;
    }

    private static object Checked(object value, PropertyDescriptor property)
    {
        if (value is string text && property.Codes is { } codes && !codes.Contains(text))
            throw new FormatException($"'{text}' is none of {string.Join(", ", codes)}");
        var number = value switch { long whole => whole, double real => real, _ => double.NaN };
        return number < property.Minimum || number > property.Maximum ? throw new FormatException($"{number} lies outside of what is possible") : value;
    }
}
