using System.Globalization;

namespace UrbanDataHub.Gateway.Foreign.Mapping;

/// <summary>Reads one entry of <c>map</c>: the name of a field, or a mapping of the words that <see cref="ValueRule"/> knows.</summary>
internal static class RuleReader
{
    private static readonly string[] _words = ["from", "constant", "codes", "otherwise", "true", "false", "nulls", "scale", "offset", "split"];

    /// <summary>Reads the rule.</summary>
    /// <exception cref="Hosting.Configuration.ConfigurationException">A word is unknown, or its value does not fit.</exception>
    public static ValueRule Read(object? yaml, At at)
    {
        if (yaml is string field)
            return new ValueRule([field]);
        at.Require(yaml is Dictionary<object, object>, "must be the name of a field, or a mapping with 'from' or 'constant'");
        var map = ((Dictionary<object, object>)yaml!).ToDictionary(p => (string)p.Key, p => (object?)p.Value, StringComparer.Ordinal);
        foreach (var word in map.Keys)
            at.With(word).Require(_words.Contains(word), $"is unknown; there are {string.Join(", ", _words)}");
        at.Require(map.ContainsKey("from") != map.ContainsKey("constant"), "must have exactly one of 'from' and 'constant'");
        return new ValueRule(Texts(map, "from", at))
        {
            Constant = Text(map, "constant", at),
            Codes = Codes(map, at.With("codes")),
            HasOtherwise = map.ContainsKey("otherwise"),
            Otherwise = Text(map, "otherwise", at),
            True = Texts(map, "true", at),
            False = Texts(map, "false", at),
            Nulls = Texts(map, "nulls", at),
            Scale = Number(map, "scale", 1, at),
            Offset = Number(map, "offset", 0, at),
            Split = Text(map, "split", at),
        };
    }

    private static Dictionary<string, string?>? Codes(Dictionary<string, object?> map, At at)
    {
        if (!map.TryGetValue("codes", out var codes))
            return null;
        at.Require(codes is Dictionary<object, object>, "must map foreign codes to ours");
        var read = ((Dictionary<object, object>)codes!).ToDictionary(c => (string)c.Key, c => (object?)c.Value, StringComparer.Ordinal);
        return read.ToDictionary(c => c.Key, c => Text(read, c.Key, at), StringComparer.Ordinal);
    }

    private static string? Text(Dictionary<string, object?> map, string word, At at)
    {
        var value = map.GetValueOrDefault(word);
        at.With(word).Require(value is null or string, "must be one value");
        return (string?)value;
    }

    private static IReadOnlyList<string> Texts(Dictionary<string, object?> map, string word, At at)
    {
        var value = map.GetValueOrDefault(word);
        at.With(word).Require(value is null or string || (value is List<object> list && list.TrueForAll(i => i is string or null)), "must be a value or a list of values");
        return value switch { string one => [one], List<object> many => [.. many.Select(i => (string?)i ?? "")], _ => [] };
    }

    private static double Number(Dictionary<string, object?> map, string word, double otherwise, At at)
    {
        if (Text(map, word, at) is not { } text)
            return otherwise;
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        at.With(word).Require(isNumber, $"'{text}' must be a number");
        return number;
    }
}
