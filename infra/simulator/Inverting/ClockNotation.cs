using System.Globalization;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Inverting;

/// <summary>Dates and times in the formats and on the clock of a source.</summary>
/// <param name="endBy">How much later than its begin a row is labelled.</param>
internal sealed class ClockNotation(ValueSpec spec, TimeSpan endBy = default)
{
    private const string IsoDate = "yyyy-MM-dd";
    private const string IsoInstant = "yyyy-MM-dd'T'HH:mm:ssK";
    private const string IsoLocal = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>A calendar day.</summary>
    public string WriteDate(DateOnly date, Draw draw) =>
        date.ToString(spec.Formats.Count > 0 ? draw.Pick(spec.Formats) : IsoDate, CultureInfo.InvariantCulture);

    /// <summary>The text of an instant; null where the importer could not tell which instant a clock time is.</summary>
    public string? Write(DateTimeOffset instant, Draw draw)
    {
        var format = Format(draw);
        if (spec.Zone is not { } zone)
            return Text(instant.UtcDateTime + endBy, format);
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        if (HoldsOffset(format))
            return (local + endBy).ToString(format.Replace("K", "zzz", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return IsPlaced(local, zone) ? Text(local.DateTime + endBy, format) : null;
    }

    /// <summary>Whether the text of an instant says all of it, and not only its day or its minute.</summary>
    public bool IsExact(DateTimeOffset instant)
    {
        var format = Format(default);
        var label = (spec.Zone is { } zone ? TimeZoneInfo.ConvertTime(instant, zone).DateTime : instant.UtcDateTime) + endBy;
        return HoldsOffset(format)
            || DateTime.TryParseExact(Text(label, format), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read == label;
    }

    /// <summary>Whether a text has one of the formats.</summary>
    public bool Fits(string text, bool dateOnly)
    {
        var defaults = dateOnly ? new[] { IsoDate } : [IsoInstant, IsoLocal];
        var formats = spec.Formats.Count > 0 ? spec.Formats.ToArray() : defaults;
        return DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _);
    }

    private static bool HoldsOffset(string format) => format.Contains('K') || format.Contains('z');

    private static string Text(DateTime label, string format) => label.ToString(format, CultureInfo.InvariantCulture);

    private string Format(Draw draw) => spec.Formats.Count > 0 ? draw.Pick(spec.Formats) : spec.Zone is null ? IsoInstant : IsoLocal;

    private bool IsPlaced(DateTimeOffset local, TimeZoneInfo zone)
    {
        if (!zone.IsAmbiguousTime(local.DateTime))
            return true;
        var offsets = zone.GetAmbiguousTimeOffsets(local.DateTime);
        return spec.Ambiguous switch
        {
            AmbiguousTime.Summer => local.Offset == offsets.Max(),
            AmbiguousTime.Standard => local.Offset == offsets.Min(),
            AmbiguousTime.InOrder => true,
            _ => false,
        };
    }
}
