using System.Globalization;
using System.Text;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>Property names for the columns of a layer. A column keeps its name wherever a property may have it.</summary>
internal static class ColumnNames
{
    private static readonly Dictionary<char, string> s_letters = new()
    {
        ['ä'] = "ae", ['ö'] = "oe", ['ü'] = "ue", ['Ä'] = "Ae", ['Ö'] = "Oe", ['Ü'] = "Ue", ['ß'] = "ss", ['ẞ'] = "SS",
        ['æ'] = "ae", ['Æ'] = "Ae", ['ø'] = "oe", ['Ø'] = "Oe", ['ł'] = "l", ['Ł'] = "L",
    };

    /// <summary>The name of each column, all of them different.</summary>
    /// <param name="taken">Names that are gone already, such as that of the geometry.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<string> columns, params ReadOnlySpan<string> taken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in taken)
            used.Add(name);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        // Good names go first: a made one must not take the name of a column that is really called so.
        foreach (var column in columns.Where(c => PropertyNames.IsValid(c) && used.Add(c)))
            names.Add(column, column);
        foreach (var column in columns.Where(c => !names.ContainsKey(c)))
            names.Add(column, Free(Valid(column), used));
        return names;
    }

    private static string Valid(string column)
    {
        var name = new StringBuilder(column.Length);
        foreach (var letter in column.Normalize())
            name.Append(Ascii(letter));
        var words = string.Join('_', name.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries));
        var begun = words.Length == 0 ? "column" : char.IsAsciiDigit(words[0]) ? "_" + words : words;
        return begun.Length <= PropertyNames.Longest ? begun : begun[..PropertyNames.Longest];
    }

    private static string Ascii(char letter)
    {
        if (char.IsAsciiLetterOrDigit(letter))
            return letter.ToString();
        if (s_letters.TryGetValue(letter, out var letters))
            return letters;
        // é is e with a mark of its own in decomposed form.
        var plain = letter.ToString().Normalize(NormalizationForm.FormD)[0];
        return char.IsAsciiLetter(plain) && CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter
            ? plain.ToString()
            : "_";
    }

    /// <summary>The name, with a <c>_</c> behind it where it is taken or every feature has it, and then with a number.</summary>
    private static string Free(string name, HashSet<string> used)
    {
        for (var i = 0; ; i++)
        {
            var tail = i switch { 0 => "", 1 => "_", _ => $"_{i}" };
            var candidate = name[..Math.Min(name.Length, PropertyNames.Longest - tail.Length)] + tail;
            if (PropertyNames.IsValid(candidate) && used.Add(candidate))
                return candidate;
        }
    }
}
