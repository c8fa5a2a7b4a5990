using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Checks and reads the values that clients write.</summary>
internal static partial class InputValues
{
    /// <summary>Later times come from a clock that is wrong, or from a slip of the pen.</summary>
    private static readonly TimeSpan _latest = TimeSpan.FromDays(366);

    private static readonly DateTime _earliest = new(1600, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The value; null for null.</summary>
    /// <exception cref="ProblemException">400: it is of another kind than the property, or null where there must be a value.</exception>
    public static JsonElement? Check(EntityProperty property, JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return property.Required && property.Name != "result" ? throw Faults.Member(at, "must not be null") : null;
        var (isRight, what) = property switch
        {
            { Derived: true } => (true, ""),
            { Kind: ValueKind.Text } => (value.ValueKind == JsonValueKind.String && !value.GetString()!.Contains('\0', StringComparison.Ordinal), "a text"),
            { Kind: ValueKind.Time or ValueKind.Period } => (value.ValueKind == JsonValueKind.String, "a time as text, such as \"2026-03-01T10:00:00Z\""),
            { Name: "properties" or "unitOfMeasurement" } => (value.ValueKind == JsonValueKind.Object, "a JSON object"),
            _ => (true, ""),
        };
        if (!isRight)
            throw Faults.Member(at, $"must be {what}, and is {value.ValueKind switch { JsonValueKind.Object => "an object", JsonValueKind.Array => "an array", JsonValueKind.String => "a text", JsonValueKind.Number => "a number", _ => "true or false" }}");
        if (property.Kind is ValueKind.Time or ValueKind.Period && !property.Derived)
            Time(value.GetString()!, property.Kind == ValueKind.Period, at);
        if (property is { Kind: ValueKind.Json } or { Json: not null } && Nul().IsMatch(value.GetRawText()))
            throw Faults.Member(at, "must not hold the character U+0000, which the database cannot keep");
        return value;
    }

    /// <summary>A moment, or a period where one is allowed, in UTC.</summary>
    /// <exception cref="ProblemException">400: it is no time of ISO 8601 with a zone, or no time at which anything could be observed.</exception>
    public static Period Time(string text, bool period, string at)
    {
        var parts = text.Split('/');
        if (parts.Length > (period ? 2 : 1))
            throw Faults.Member(at, $"'{text}' is a period; a moment is asked here");
        var begin = Moment(parts[0], at);
        if (parts.Length == 1)
            return new Period(begin, null);
        var end = Moment(parts[1], at);
        return end >= begin ? new Period(begin, end == begin ? null : end) : throw Faults.Member(at, $"the period '{text}' ends before it begins");
    }

    private static DateTime Moment(string text, string at)
    {
        if (!WithZone().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            throw Faults.Member(at, $"'{text}' is no time with a zone, such as 2026-03-01T10:00:00Z or 2026-03-01T11:00:00+01:00");
        var utc = moment.UtcDateTime;
        if (utc < _earliest || utc > DateTime.UtcNow + _latest)
            throw Faults.Member(at, $"'{text}' is no time of an observation: before {_earliest.Year} or more than a year from now");
        // PostgreSQL keeps microseconds.
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    // With an even number of backslashes in front it is no escape.
    [GeneratedRegex(@"(?<!\\)(\\\\)*\\u0000")]
    private static partial Regex Nul();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$")]
    private static partial Regex WithZone();
}
