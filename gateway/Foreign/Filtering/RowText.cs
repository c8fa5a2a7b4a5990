using System.Text;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>Text operators of CQL2: patterns (clause 7.3), and texts compared without case or accents (clause 7.5).</summary>
internal static class RowText
{
    /// <summary>Whether the text fits a pattern: <c>%</c> for any characters, <c>_</c> for one, <c>\</c> before one that is meant itself.</summary>
    public static bool? Like(string? text, string? pattern)
    {
        if (text is null || pattern is null)
            return null;
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var escaped = pattern[i] == '\\' && i + 1 < pattern.Length;
            regex.Append(pattern[i] switch
            {
                '%' => ".*",
                '_' => ".",
                _ => Regex.Escape(pattern[escaped ? ++i : i].ToString()),
            });
        }

        // Without backtracking, so that no pattern takes more than linear time.
        return Regex.IsMatch(text, regex.Append('$').Replace("$", "\\z", regex.Length - 1, 1).ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    /// <summary>Text without case: ß is ss, and the forms of sigma are one.</summary>
    public static string? Folded(string? text) =>
        text?.ToUpperInvariant().ToLowerInvariant().Replace("ẞ", "ss", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal).Replace('ς', 'σ');

    /// <summary>Text without the marks U+0300 to U+036F.</summary>
    public static string? WithoutAccents(string? text) => text is null
        ? null
        : string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => c is < '\u0300' or > '\u036f')).Normalize(NormalizationForm.FormC);
}
