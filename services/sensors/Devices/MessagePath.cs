using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>
/// A path to one value of a message: a singular query of RFC 9535 (2.3.5.1), that is names and indexes only.
/// In <c>["…"]</c> only the quote and the backslash may be escaped.
/// </summary>
internal sealed partial class MessagePath
{
    private readonly Step[] _steps;

    private MessagePath(IEnumerable<Step> steps) => _steps = steps.ToArray();

    /// <summary>A step to a member, or with <paramref name="Name"/> null to an item; a negative index counts from the end.</summary>
    private readonly record struct Step(string? Name, int Index)
    {
        public override string ToString() =>
            Name is null ? $"[{Index}]" : Shorthand().IsMatch(Name) ? "." + Name : $"['{Name.Replace(@"\", @"\\").Replace("'", @"\'")}']";
    }

    /// <summary>Reads a path.</summary>
    /// <exception cref="SourceException">It is not one.</exception>
    public static MessagePath Read(YamlValue value) => TryParse(value.Text()) ?? throw value.Fault(
        $"'{value.Text()}' is not a path to one value (a singular query of RFC 9535), such as $.room.temperature, $['room-1'] or $.values[0]");

    /// <summary>A path that stands in code.</summary>
    public static MessagePath Of(string text) => TryParse(text) ?? throw new ArgumentException($"'{text}' is not a path.");

    /// <summary>The path of a member of what this path leads to.</summary>
    public MessagePath Member(string name) => new(_steps.Append(new Step(name, 0)));

    /// <summary>What is there: null for JSON's null.</summary>
    /// <exception cref="UnreadableException">Nothing is there; the reason says how far the path led.</exception>
    public JsonNode? Require(JsonNode? root)
    {
        var node = root;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (!TryStep(node, _steps[i], out var next))
                throw new UnreadableException($"{this}: is missing; {Text(i)} {Found.Of(node)}");
            node = next;
        }

        return node;
    }

    /// <summary>What is there, or null for nothing or JSON's null.</summary>
    public JsonNode? Find(JsonNode? root)
    {
        foreach (var step in _steps)
        {
            if (!TryStep(root, step, out root))
                return null;
        }

        return root;
    }

    /// <summary>Puts a value where the path leads, when the object that would hold it is there.</summary>
    public void Put(JsonNode? root, JsonNode value)
    {
        if (_steps[^1].Name is { } name && new MessagePath(_steps[..^1]).Find(root) is JsonObject holder)
            holder[name] = value;
    }

    /// <summary>The path as it is written.</summary>
    public override string ToString() => Text(_steps.Length);

    private string Text(int steps) => "$" + string.Concat(_steps.Take(steps));

    private static bool TryStep(JsonNode? node, Step step, out JsonNode? next)
    {
        next = null;
        if (step.Name is not null)
            return node is JsonObject members && members.TryGetPropertyValue(step.Name, out next);
        if (node is not JsonArray items)
            return false;
        var index = step.Index < 0 ? items.Count + step.Index : step.Index;
        if (index < 0 || index >= items.Count)
            return false;
        next = items[index];
        return true;
    }

    private static MessagePath? TryParse(string text)
    {
        if (text is not ['$', ..])
            return null;
        var steps = new List<Step>();
        var at = 1;
        while (at < text.Length)
        {
            var match = Segment().Match(text, at);
            if (!match.Success || StepOf(match) is not { } step)
                return null;
            steps.Add(step);
            at += match.Length;
        }

        return new MessagePath(steps);
    }

    private static Step? StepOf(Match match)
    {
        if (match.Groups["name"] is { Success: true } name)
            return new Step(name.Value, 0);
        if (match.Groups["quoted"] is { Success: true } quoted)
            return new Step(Escaped().Replace(quoted.Value, "$1"), 0);
        return int.TryParse(match.Groups["index"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            ? new Step(null, index)
            : null;
    }

    [GeneratedRegex("""\G(?:\.(?<name>[A-Za-z_\u0080-\uFFFF][A-Za-z0-9_\u0080-\uFFFF]*)|\['(?<quoted>(?:[^'\\]|\\['\\])*)'\]|\["(?<quoted>(?:[^"\\]|\\["\\])*)"\]|\[(?<index>0|-?[1-9][0-9]*)\])""")]
    private static partial Regex Segment();

    [GeneratedRegex(@"^[A-Za-z_\u0080-\uFFFF][A-Za-z0-9_\u0080-\uFFFF]*\z")]
    private static partial Regex Shorthand();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
