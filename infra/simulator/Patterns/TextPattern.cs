using System.Text;
using System.Text.RegularExpressions;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Patterns;

/// <summary>A regular expression that can also be written: it renders texts that it matches.</summary>
internal sealed class TextPattern
{
    private static readonly Dictionary<string, string> s_none = [];

    private readonly PatternNode _root;

    /// <exception cref="NotSupportedException">The pattern holds a construction that cannot be rendered.</exception>
    public TextPattern(Regex regex)
    {
        Regex = regex;
        _root = PatternParser.Parse(regex.ToString());
        Names = regex.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0])).ToList();
        First = regex.GetGroupNames().Skip(1).FirstOrDefault();
    }

    /// <summary>The expression itself.</summary>
    public Regex Regex { get; }

    /// <summary>The named groups.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Name of the group that .NET counts as the first, if there is one.</summary>
    public string? First { get; }

    /// <summary>A text that is meant to match; whoever sets groups has to look whether it does.</summary>
    public string Render(Draw draw, IReadOnlyDictionary<string, string>? groups = null, Edges edges = Edges.Taken)
    {
        var text = new StringBuilder();
        _root.Render(text, draw, new Rendering(groups ?? s_none, edges));
        return text.ToString();
    }

    /// <summary>A text whose first group is <paramref name="wanted"/>; null where the group cannot hold it.</summary>
    public string? RenderFirst(string wanted, Draw draw, Edges edges = Edges.Taken)
    {
        var text = Render(draw, new Dictionary<string, string> { [First!] = wanted }, edges);
        return Pick(text) == wanted ? text : null;
    }

    /// <summary>What the importer picks out of a text: the first group, without blanks around it; empty for nothing.</summary>
    public string Pick(string text) => Regex.Match(text) is { Success: true } match ? match.Groups[1].Value.Trim() : "";
}
