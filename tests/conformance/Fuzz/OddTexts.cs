using CsCheck;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>Texts that programs stumble over, and odd ways to write a text into an address.</summary>
internal static class OddTexts
{
    /// <summary>Any text, of a kind that fits nowhere in particular.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency(
        (6, Gen.OneOfConst(
            "", " ", "\t", "\r\n", "\0", "null", "undefined", "NaN", "-1", "0", "true", "[]", "{}", "..", "../../etc/passwd", "/", "//", ";", ",", ",,,",
            "'", "\"", "''", "' OR 1=1 --", "'; DROP TABLE collections.trees; --", "$1", "@p1", "%s%n", "${jndi:ldap://x}", "<script>alert(1)</script>",
            "\\", "*", "?", "#", "&", "=", "ü", "ß", "İ", "ﷺ", "😀", "\u202e", "\ufeff", "e\u0301", "\u0000x", "1e308", "1e309", "9223372036854775808")),
        (2, Gen.String[0, 20]),
        (2, Gen.String[Gen.Char["abcXYZ019 -_.:,;'\"()<>=/*+%äöü€"], 1, 40]),
        (1, Gen.Select(Gen.OneOfConst("a", "(", "[", "-", "9", "'", "ä", "%"), Gen.Int[50, 3000], (text, times) => string.Concat(Enumerable.Repeat(text, times)))));

    /// <summary>A text as part of an address: mostly as it should be, at times twice, needlessly or wrongly encoded.</summary>
    public static Gen<string> Encoded(Gen<string> texts) => Gen.Select(texts, Gen.Int[0, 19], Gen.OneOfConst("%", "%zz", "%f", "%ff", "%00", "%c0%af", "%ed%a0%80", "%F4%90%80%80", "+", "%2B", "%25", "%u0041"), (text, way, fragment) => way switch
    {
        0 => Uri.EscapeDataString(Uri.EscapeDataString(WellFormed(text))),
        1 => string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(b => $"%{b:x2}")),
        2 => Uri.EscapeDataString(WellFormed(text)) + fragment,
        3 => Uri.EscapeDataString(WellFormed(text)).Replace("%20", "+", StringComparison.Ordinal),
        4 => string.Concat(text.Where(c => c is > ' ' and < '\u007f' and not ('#' or '%' or '&' or '?' or '"' or '<' or '>' or '\\'))),
        _ => Uri.EscapeDataString(WellFormed(text)),
    });

    /// <summary>A text with one place changed, left out or doubled.</summary>
    public static Gen<string> Broken(Gen<string> texts) => Gen.Select(texts, Gen.Double[0, 1], Gen.Int[0, 4], Gen.Char[' ', '~'], (text, where, how, other) =>
    {
        if (text.Length == 0)
            return text;
        var at = (int)(where * (text.Length - 1));
        return how switch
        {
            0 => text[..at],
            1 => text.Remove(at, 1),
            2 => text.Insert(at, other.ToString()),
            3 => $"{text[..at]}{other}{text[(at + 1)..]}",
            _ => $"{text[..at]}{(char)(text[at] ^ (1 << (int)(where * 7) % 7))}{text[(at + 1)..]}",
        };
    });

    // Half a surrogate pair has no encoding; it becomes the sign for such.
    private static string WellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
