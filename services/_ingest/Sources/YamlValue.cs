using System.Globalization;
using System.Text.RegularExpressions;
using UrbanDataHub.Schemas;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>One value of a YAML file that knows where it stands, so that every fault names file, line and key.</summary>
internal sealed class YamlValue(string file, YamlNode node, string key)
{
    public string File => file;

    public string Key => key;

    public long Line => node.Start.Line;

    public bool IsMap => node is YamlMappingNode;

    public bool IsList => node is YamlSequenceNode;

    public bool IsNull => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    public SourceException Fault(string what) => new(file, Line, key, what);

    public string Text() => node is YamlScalarNode { Value: { } text } && !IsNull
        ? text
        : throw Fault("must be a text");

    /// <summary>A scalar with <c>null</c> allowed, as codes and defaults use it.</summary>
    public string? TextOrNull() => IsNull ? null : Text();

    public double Number() => double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw Fault($"'{Text()}' is not a number");

    public long Whole(long minimum) =>
        long.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum
            ? number
            : throw Fault($"'{Text()}' is not a whole number from {minimum} on");

    public bool Flag() => Text() switch
    {
        "true" => true,
        "false" => false,
        var text => throw Fault($"'{text}' is neither true nor false"),
    };

    public char Character() => Text() is { Length: 1 } text ? text[0] : throw Fault($"'{Text()}' must be a single character");

    public string OneOf(params ReadOnlySpan<string> allowed) =>
        allowed.Contains(Text()) ? Text() : throw Fault($"'{Text()}' must be one of {string.Join(", ", allowed)}");

    public Regex Pattern()
    {
        try
        {
            // Patterns come from stewards and meet foreign text: without backtracking no input can stall an import.
            return new Regex(Text(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Fault($"'{Text()}' is not a usable regular expression: {e.Message.TrimEnd('.')}");
        }
    }

    public TimeZoneInfo Zone() => TimeZoneInfo.TryFindSystemTimeZoneById(Text(), out var zone)
        ? zone
        : throw Fault($"'{Text()}' is not a time zone of the IANA database, such as Europe/Berlin");

    /// <summary>The items of a list.</summary>
    public List<YamlValue> Items() => node is YamlSequenceNode list
        ? list.Select((item, i) => new YamlValue(file, item, $"{key}[{i}]")).ToList()
        : throw Fault("must be a list");

    /// <summary>A list of texts; a single text is a list of one.</summary>
    public string[] Texts() => IsList ? Items().Select(i => i.Text()).ToArray() : [Text()];

    public YamlMap Map() => node is YamlMappingNode map ? new YamlMap(file, map, key) : throw Fault("must hold keys and values");

    public LocalText Local()
    {
        var map = Map();
        var text = new LocalText(map.Required("de").Text(), map.Required("en").Text());
        map.Done();
        return text;
    }

    /// <summary>West, south, east, north in degrees.</summary>
    public double[] Box()
    {
        var box = Items().Select(i => i.Number()).ToArray();
        return box is [>= -180 and var w, >= -90 and var s, <= 180 and var e, <= 90 and var n] && w < e && s < n
            ? box
            : throw Fault("must be [west, south, east, north] in degrees, west < east, south < north");
    }

    public YamlValue Child(YamlNode child, string name) => new(file, child, key.Length == 0 ? name : $"{key}.{name}");
}
