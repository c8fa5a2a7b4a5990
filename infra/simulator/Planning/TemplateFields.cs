using System.Text.RegularExpressions;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>The fields of a template such as <c>[{street} {number}], {postcode}</c>.</summary>
internal static partial class TemplateFields
{
    /// <summary>Each field with whether the text can do without it: what stands in brackets may be missing.</summary>
    public static IReadOnlyList<(string Name, bool InBrackets)> Of(string template) =>
        FieldPattern().Matches(template).Select(m => (m.Groups[1].Value, IsInBrackets(template, m.Index))).ToList();

    /// <summary>What stands before and after the only field of a template.</summary>
    public static (string Before, string After) Frame(string template)
    {
        var plain = template.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        var field = FieldPattern().Match(plain);
        return (plain[..field.Index], plain[(field.Index + field.Length)..]);
    }

    private static bool IsInBrackets(string template, int at) => template.LastIndexOf('[', at) > template.LastIndexOf(']', at);

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex FieldPattern();
}
