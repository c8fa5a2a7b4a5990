using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>How a time is written in a message.</summary>
internal enum TimeFormat
{
    Iso8601,
    UnixSeconds,
    UnixMilliseconds,
}

/// <summary>A time as a device said it.</summary>
/// <param name="Moment">UTC; null when it said none, or one that no calendar here has.</param>
internal readonly record struct SaidTime(string Said, DateTime? Moment);

/// <summary>Where the time of measurement comes from.</summary>
internal sealed partial record TimeRule(MessagePath Path, TimeFormat Format)
{
    /// <summary>Reads the rule.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static TimeRule Read(YamlValue time)
    {
        var map = time.Map();
        var rule = new TimeRule(
            MessagePath.Read(map.Required("path")),
            map.Required("format").OneOf("iso8601", "unix-seconds", "unix-milliseconds") switch
            {
                "iso8601" => TimeFormat.Iso8601,
                "unix-seconds" => TimeFormat.UnixSeconds,
                _ => TimeFormat.UnixMilliseconds,
            });
        map.Done();
        return rule;
    }

    /// <summary>What the device said.</summary>
    /// <exception cref="UnreadableException">It said something that is not a time of this format.</exception>
    public SaidTime Said(JsonNode? message)
    {
        var node = Path.Require(message);
        if (node is null)
            return new SaidTime("null", null);
        var said = node is JsonValue value ? Found.Scalar(value) : null;
        return Format == TimeFormat.Iso8601
            ? new SaidTime(said ?? "", Iso8601(node) ?? throw Fault(node, "is not a time of ISO 8601 with a zone, such as 2026-07-01T12:00:00Z"))
            : new SaidTime(said ?? "", Unix(Found.Numeric(node) is { } number && double.IsFinite(number)
                ? number
                : throw Fault(node, "is not a number since 1970")));
    }

    /// <summary>The moment of a text of ISO 8601 with a zone, in UTC; null if it is none.</summary>
    public static DateTime? Iso8601(JsonNode? node) =>
        Found.Id(node) is { } text && WithZone().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.UtcDateTime
            : null;

    private DateTime? Unix(double number)
    {
        var milliseconds = Format == TimeFormat.UnixSeconds ? number * 1000 : number;
        return milliseconds is >= -62135596800000 and <= 253402300799999
            ? DateTime.UnixEpoch.AddTicks((long)Math.Round(milliseconds * 1000) * TimeSpan.TicksPerMicrosecond)
            : null;
    }

    private UnreadableException Fault(JsonNode node, string what) => new($"{Path}: {Found.Of(node)}, and {what}");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,12})?)?([Zz]|[+-]\d\d:?\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithZone();
}
