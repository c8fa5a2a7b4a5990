using System.Text.RegularExpressions;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>
/// What a code means in words. Descriptors say it in the description of the property, as «code = meaning, code = meaning»;
/// a code that is not explained there is shown as it is.
/// </summary>
public static partial class CodeLabels
{
    /// <summary>The label of each explained code.</summary>
    public static IReadOnlyDictionary<string, string> Of(PropertyDescriptor property, string language)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match pair in PairPattern().Matches(property.Description?.In(language) ?? ""))
        {
            var code = pair.Groups["code"].Value;
            if (property.Codes is null || property.Codes.Contains(code))
                labels.TryAdd(code, Sentence(pair.Groups["label"].Value.Trim()));
        }

        return labels;
    }

    private static string Sentence(string label) => label.Length == 0 ? label : char.ToUpperInvariant(label[0]) + label[1..];

    [GeneratedRegex("(?<code>[a-z0-9][a-z0-9-]*) = (?<label>[^,;=]+)(?=[,;]|$)")]
    private static partial Regex PairPattern();
}
