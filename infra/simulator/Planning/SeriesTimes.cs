using System.Xml;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>The times of the readings in a table: as many as wanted, as close as the source says, on the clock of the source.</summary>
internal sealed class SeriesTimes
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_unsaid = TimeSpan.FromMinutes(15);
    private static readonly DateOnly s_end = new(2026, 1, 1);

    private readonly ClockNotation _clock;
    private readonly TimeZoneInfo _zone;
    private readonly DateOnly _from;
    private readonly TimeSpan _step;

    /// <param name="wanted">How many times there should be; a file that names its stretch may hold fewer.</param>
    /// <param name="turn">Files without a stretch in their name follow each other: which one, counted from the last.</param>
    public SeriesTimes(Table table, long wanted, int turn)
    {
        var series = table.Series!.Source.Series!;
        _clock = table.Uses<TimeUse>().First().Use.Clock;
        _zone = series.Time.Zone ?? TimeZoneInfo.FindSystemTimeZoneById(table.City.Zone);
        var stretch = FileStretch.Of(table.Path);
        var least = Least(series.Period, stretch?.From ?? s_end);
        if (stretch is var (from, to))
        {
            var length = TimeSpan.FromDays(to.DayNumber - from.DayNumber);
            _step = Widened(least, length, wanted);
            (_from, Count) = (from, Math.Clamp(length.Ticks / _step.Ticks, 1, Math.Max(1, wanted)));
            return;
        }

        var days = (int)Math.Min((long)Math.Ceiling(wanted * (least / s_day)), 300_000);
        (_from, _step, Count) = (s_end.AddDays(-days * (turn + 1)), least, Math.Max(1, wanted));
    }

    /// <summary>How many times there are, those included that cannot be written.</summary>
    public long Count { get; }

    /// <summary>The begins, in UTC; clock times that the importer could not place are left out.</summary>
    public IEnumerable<DateTimeOffset> All()
    {
        var start = ToInstant(_from.ToDateTime(default));
        for (var i = 0L; i < Count; i++)
        {
            // Days are counted on the clock: two of them a year have 23 and 25 hours.
            var begin = _step.Ticks % s_day.Ticks == 0 ? ToInstant(_from.ToDateTime(default) + (i * _step)) : start + (i * _step);
            if (_clock.Write(begin, default) is not null)
                yield return begin;
        }
    }

    /// <summary>Whether the clock shows the hour of this time twice.</summary>
    public bool IsAmbiguous(DateTimeOffset begin) => _zone.IsAmbiguousTime(TimeZoneInfo.ConvertTime(begin, _zone).DateTime);

    /// <summary>The period, or what a date without time can tell apart.</summary>
    private TimeSpan Least(string period, DateOnly day)
    {
        var span = XmlConvert.ToTimeSpan(period);
        var least = span > TimeSpan.Zero ? span : s_unsaid;
        var start = ToInstant(day.ToDateTime(default));
        return least < s_day && !_clock.IsExact(start + least) ? s_day : least;
    }

    /// <summary>A short stretch is shared out evenly, but readings stay an hour apart at most, so that the day shows.</summary>
    private static TimeSpan Widened(TimeSpan least, TimeSpan length, long wanted)
    {
        var step = least;
        while (step + least <= s_hour && length / step > wanted)
            step += least;
        return step;
    }

    private DateTimeOffset ToInstant(DateTime local) => new(TimeZoneInfo.ConvertTimeToUtc(_zone.IsInvalidTime(local) ? local.AddHours(1) : local, _zone));
}
