using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UrbanDataHub.Tests.Portal;

/// <summary>Every text of the portal in both languages: English stands in the pages, German in <c>Texts.de.resx</c>.</summary>
public sealed partial class TextTests
{
    private static readonly string _portal = HubRoot.Combine("services", "portal");

    [Fact]
    public void Every_text_of_a_page_has_a_german_one()
    {
        Assert.True(Used.Count > 200, $"Only {Used.Count} texts were found in {_portal}: the search for them is wrong.");
        Assert.Empty(Used.Except(German.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_german_text_is_left_over() => Assert.Empty(German.Keys.Except(Used).Order(StringComparer.Ordinal));

    [Fact]
    public void A_german_text_takes_what_the_english_one_takes() =>
        Assert.All(German, text => Assert.Equal(Places(text.Key), Places(text.Value)));

    private static Dictionary<string, string> German { get; } = XDocument.Load(Path.Combine(_portal, "Language", "Texts.de.resx"))
        .Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static HashSet<string> Used { get; } = Directory
        .EnumerateFiles(_portal, "*.cs*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal))
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
        .SelectMany(file => TextsOf(File.ReadAllText(file)))
        .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> TextsOf(string code) =>
        from call in Calls().Matches(code)
        let literals = Literals().Matches(Arguments(code, call.Index + call.Length))
        from literal in call.Value.StartsWith("CodeExample", StringComparison.Ordinal) ? literals.Take(1) : literals
        let text = literal.Groups["text"].Value
        where text.Any(char.IsLetter)
        select text;

    /// <summary>The code from an opening bracket to the one that closes it; brackets inside of strings do not count.</summary>
    private static string Arguments(string code, int start)
    {
        var (depth, quoted, end) = (1, false, start);
        for (; depth > 0; end++)
        {
            if (code[end] == '"' && code[end - 1] != '\\')
                quoted = !quoted;
            else if (!quoted)
                depth += code[end] is '(' or '[' or '{' ? 1 : code[end] is ')' or ']' or '}' ? -1 : 0;
        }

        return code[start..end];
    }

    private static IEnumerable<string> Places(string text) => Placeholders().Matches(text).Select(p => p.Value).Distinct().Order(StringComparer.Ordinal);

    // A text is what T, Say, Count and the titles of examples take, and a number word of the start page.
    [GeneratedRegex(@"\bT\[|\bSay\(|\bCount\(|\btexts\[|CodeExample \w+ => new\(|\bNumbers = \[")]
    private static partial Regex Calls();

    [GeneratedRegex("""(?<![$@\w"])"(?<text>(?:[^"\\\r\n]|\\.)+)"(?!")""")]
    private static partial Regex Literals();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholders();
}
