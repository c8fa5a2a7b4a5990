using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>
/// A pattern of MQTT topics (MQTT 5.0, 4.7) in which <c>{name}</c> stands for a level, or for a part of one, that is looked at later.
/// </summary>
internal sealed partial class TopicPattern
{
    private readonly Regex _regex;
    private readonly string[] _names;

    private TopicPattern(string text, string filter, string regex)
    {
        Text = text;
        Filter = filter;
        // Topics are foreign text: without backtracking none can stall the intake.
        _regex = new Regex(regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        _names = _regex.GetGroupNames().Skip(1).ToArray();
    }

    /// <summary>As it stands in the file.</summary>
    public string Text { get; }

    /// <summary>What to subscribe to; where a name is a part of a level it also takes topics that the pattern does not.</summary>
    public string Filter { get; }

    /// <summary>The names that stand for levels.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether the last level is left open, so that the pattern takes events of all kinds.</summary>
    public bool IsOpen => Filter[^1] is '+' or '#';

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="SourceException">It is not one.</exception>
    public static TopicPattern Read(YamlValue value)
    {
        var text = value.Text();
        var levels = text.Split('/');
        if (text.Length == 0 || text.Contains('\0'))
            throw value.Fault("must be a topic");
        var named = Name().Matches(text).Select(m => m.Groups[1].Value).ToList();
        if (named.Distinct(StringComparer.Ordinal).Count() < named.Count)
            throw value.Fault($"'{text}' uses a name twice");
        var parts = levels.Select((level, i) => Level(value, level, i == 0, i == levels.Length - 1));
        return new TopicPattern(text, string.Join('/', levels.Select(FilterOf)), $@"^{string.Concat(parts)}\z");
    }

    /// <summary>The named levels of <paramref name="topic"/>, or null when the pattern does not take it.</summary>
    public IReadOnlyDictionary<string, string>? Match(string topic)
    {
        // MQTT 5.0, 4.7.2: a wildcard at the begin takes none of the broker's own topics.
        if (topic.StartsWith('$') && Filter[0] is ('+' or '#'))
            return null;
        var match = _regex.Match(topic);
        return match.Success ? _names.ToDictionary(name => name, name => match.Groups[name].Value, StringComparer.Ordinal) : null;
    }

    private static string FilterOf(string level) => level.Contains('{') ? "+" : level;

    private static string Level(YamlValue value, string level, bool first, bool last)
    {
        var slash = first ? "" : "/";
        if (level == "#")
            return !last ? throw value.Fault("'#' must be the last level") : first ? ".*" : "(?:/.*)?";
        if (level == "+")
            return slash + "[^/]*";
        var rest = Name().Replace(level, "");
        if (rest.AsSpan().ContainsAny("+#{}"))
            throw value.Fault($"'{level}' is no level: write a text, +, # or a {{name}} of letters, digits and _");
        if (level.Contains("}{", StringComparison.Ordinal))
            throw value.Fault($"'{level}' does not say where one name ends and the next begins");
        return slash + Name().Replace(Regex.Escape(level).Replace(@"\{", "{", StringComparison.Ordinal), "(?<$1>[^/]+)");
    }

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Name();
}
