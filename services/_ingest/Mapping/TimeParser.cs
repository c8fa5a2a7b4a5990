using System.Globalization;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// Dates and times of one file in the formats and the zone that a source declares. It remembers which clock times it has met,
/// so one is needed for each file.
/// </summary>
internal sealed class TimeParser(ValueSpec spec, TimeSpan endBy = default)
{
    private static readonly string[] s_dates = ["yyyy-MM-dd"];
    private static readonly string[] s_instants =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK"];

    private readonly string[] _formats = spec.Formats.ToArray();
    private readonly HashSet<(string Station, string Key, DateTime Local)> _met = [];

    /// <summary>Whether the last time came twice, so that an equal text may mean another instant.</summary>
    public bool WasAmbiguous { get; private set; }

    /// <summary>A calendar day.</summary>
    public bool TryDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        var parsed = TryExact(text, s_dates, out var time);
        date = DateOnly.FromDateTime(time);
        return parsed;
    }

    /// <summary>The begin of what a row covers, in UTC.</summary>
    /// <param name="series">Station and datastream key: times that come twice are told apart within a series.</param>
    public bool TryInstant(ReadOnlySpan<char> text, (string Station, string Key) series, out DateTimeOffset instant, out string? fault)
    {
        instant = default;
        WasAmbiguous = false;
        if (!TryExact(text, s_instants, out var time))
        {
            fault = $"'{text}' is not a time like {string.Join(" or ", _formats.Length > 0 ? _formats : ["2024-05-01T12:00:00Z"])}";
            return false;
        }

        if (time.Kind == DateTimeKind.Utc)
        {
            instant = new DateTimeOffset(time) - endBy;
            fault = null;
            return true;
        }

        fault = spec.Zone is { } zone ? ToInstant(time, zone, series, out instant) : $"'{text}' has no offset, and the source declares no zone";
        return fault is null;
    }

    private bool TryExact(ReadOnlySpan<char> text, string[] defaults, out DateTime time)
    {
        var formats = _formats.Length > 0 ? _formats : defaults;
        // With an offset the result is UTC, without one its kind is unspecified.
        const DateTimeStyles Style = DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Style, out time) || TryEndOfDay(text, formats, Style, out time);
    }

    /// <summary>ISO 8601 allows 24:00 for the end of the day; .NET does not.</summary>
    private static bool TryEndOfDay(ReadOnlySpan<char> text, string[] formats, DateTimeStyles style, out DateTime time)
    {
        time = default;
        var at = text.IndexOf("24:00", StringComparison.Ordinal);
        if (at < 0)
            return false;
        var midnight = string.Concat(text[..at], "00", text[(at + 2)..]);
        if (!DateTime.TryParseExact(midnight, formats, CultureInfo.InvariantCulture, style, out time) || time.TimeOfDay != TimeSpan.Zero)
            return false;
        time = time.AddDays(1);
        return true;
    }

    private string? ToInstant(DateTime label, TimeZoneInfo zone, (string Station, string Key) series, out DateTimeOffset instant)
    {
        instant = default;
        var local = label - endBy;
        if (!zone.IsInvalidTime(local))
            return ToOffset(local, zone, series, out var offset) is { } fault ? fault : Make(local, offset, out instant);
        // The hour before 03:00 on the day of the jump: its begin is not on the clock, its end is.
        if (!zone.IsInvalidTime(label))
            return Make(label - zone.GetUtcOffset(label) - endBy, TimeSpan.Zero, out instant);
        return $"'{label:yyyy-MM-dd HH:mm:ss}' does not exist in {zone.Id}: the clock jumps over it";
    }

    private static string? Make(DateTime local, TimeSpan offset, out DateTimeOffset instant)
    {
        instant = new DateTimeOffset(local - offset, TimeSpan.Zero);
        return null;
    }

    private string? ToOffset(DateTime local, TimeZoneInfo zone, (string Station, string Key) series, out TimeSpan offset)
    {
        WasAmbiguous = zone.IsAmbiguousTime(local);
        if (!WasAmbiguous)
        {
            offset = zone.GetUtcOffset(local);
            return null;
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local);
        offset = spec.Ambiguous switch
        {
            AmbiguousTime.Summer => offsets.Max(),
            AmbiguousTime.InOrder when _met.Add((series.Station, series.Key, local)) => offsets.Max(),
            _ => offsets.Min(),
        };
        return spec.Ambiguous == AmbiguousTime.NotSaid
            ? $"'{local:yyyy-MM-dd HH:mm:ss}' is there twice in {zone.Id}; 'ambiguous' must say which one is meant"
            : null;
    }
}
