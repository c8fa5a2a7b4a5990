using System.Globalization;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>The stretch of time that a file tells by its name.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The day after the last.</param>
internal readonly partial record struct FileStretch(DateOnly From, DateOnly To)
{
    /// <summary>A day, a month, or from one day to another; null where the name tells none.</summary>
    public static FileStretch? Of(string path)
    {
        var days = Dates(DayPattern().Matches(path), "yyyy-MM-dd");
        if (days.Count > 1 && days[0] < days[1])
            return new FileStretch(days[0], days[1]);
        if (days.Count > 0)
            return new FileStretch(days[0], days[0].AddDays(1));
        var months = Dates(MonthPattern().Matches(path), "yyyy-MM");
        return months.Count > 0 ? new FileStretch(months[0], months[0].AddMonths(1)) : null;
    }

    private static List<DateOnly> Dates(MatchCollection matches, string format) => matches
        .Select(m => DateOnly.TryParseExact(m.Value, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : default)
        .Where(d => d != default)
        .ToList();

    [GeneratedRegex(@"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")]
    private static partial Regex DayPattern();

    [GeneratedRegex(@"(?<!\d)\d{4}-\d{2}(?![-\d])")]
    private static partial Regex MonthPattern();
}
