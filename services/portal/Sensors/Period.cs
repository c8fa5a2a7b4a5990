using System.Globalization;
using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Sensors;

/// <summary>A stretch of time, as it is read in a city.</summary>
/// <param name="End">Not within any more.</param>
/// <param name="Zone">IANA zone in which days begin.</param>
public sealed record Period(DateTimeOffset Begin, DateTimeOffset End, string Zone)
{
    /// <summary>First day of it.</summary>
    public DateOnly FromDay => Day(Begin, Zone);

    /// <summary>Last day of it.</summary>
    public DateOnly ToDay => Day(End.AddTicks(-1), Zone);

    /// <summary>How long it is.</summary>
    public TimeSpan Length => End - Begin;

    /// <summary>As the <c>datetime</c> parameter has it (OGC API Features Part 1, clause 7.15.4), where both ends are within.</summary>
    public string Interval => $"{Written(Begin)}/{Written(End.AddMilliseconds(-1))}";

    /// <summary>Whole days, in either order.</summary>
    public static Period Days(DateOnly from, DateOnly to, string zone) =>
        from <= to ? new Period(BeginOf(from, zone), BeginOf(to.AddDays(1), zone), zone) : Days(to, from, zone);

    /// <summary>The day of a moment in a zone.</summary>
    public static DateOnly Day(DateTimeOffset time, string zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Find(zone)).DateTime);

    /// <summary>A moment as RFC 3339, in UTC.</summary>
    public static string Written(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A zone; that of most cities when the name is none.</summary>
    public static TimeZoneInfo Find(string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.FindSystemTimeZoneById(City.DefaultZone);

    private static DateTimeOffset BeginOf(DateOnly day, string zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Find(zone).GetUtcOffset(local)).ToUniversalTime();
    }
}
