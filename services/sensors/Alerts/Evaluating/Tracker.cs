using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Evaluating;

/// <summary>That a condition holds from now on, or no longer.</summary>
/// <param name="At">Phenomenon time of that.</param>
/// <param name="CurveFrom">Where the curve begins that led to it.</param>
/// <param name="Forecast">What a trend ends at; null of other conditions.</param>
internal readonly record struct Turn(bool Holds, DateTime At, Reading? Reading, DateTime CurveFrom, double? Forecast);

/// <summary>
/// What one condition has found in one datastream so far. Readings are taken in the order of their phenomenon time; one
/// that is not newer than the last is late, and changes nothing any more but the window of a trend.
/// </summary>
internal sealed class Tracker(Condition condition, long datastream)
{
    private static readonly TimeSpan _shortestCurve = TimeSpan.FromHours(1);

    /// <summary>The datastream.</summary>
    public long Datastream => datastream;

    /// <summary>Phenomenon time of the newest reading that was looked at; null before the first.</summary>
    public DateTime? EvaluatedTo { get; set; }

    /// <summary>From when on the limit is passed without a break; null while it is not.</summary>
    public DateTime? Since { get; set; }

    /// <summary>Whether the condition holds.</summary>
    public bool Holds { get; set; }

    /// <summary>Takes a reading.</summary>
    /// <param name="series">The readings of the datastream in order, as far back as a trend looks; others need none.</param>
    public IEnumerable<Turn> Take(Reading reading, IReadOnlyList<Reading> series)
    {
        if (EvaluatedTo >= reading.Time)
            return [];
        var turns = condition switch
        {
            Threshold threshold => Pass(threshold.Limit, reading.Value, reading, _shortestCurve, null),
            Trend trend => Forecast(trend, reading, series) is { } forecast ? Pass(trend.Limit, forecast, reading, trend.Window, forecast) : [],
            Missing missing => Arrive(missing, reading),
            _ => throw new InvalidOperationException($"{condition.GetType().Name} is not evaluated."),
        };
        EvaluatedTo = reading.Time;
        return turns;
    }

    /// <summary>Looks whether nothing has come for too long.</summary>
    public IEnumerable<Turn> Look(DateTime now)
    {
        if (condition is not Missing missing || Holds || EvaluatedTo is not { } last || now - last <= missing.For)
            return [];
        Holds = true;
        return [new Turn(true, last + missing.For, null, last - missing.For, null)];
    }

    private List<Turn> Pass(Limit limit, double value, Reading reading, TimeSpan before, double? forecast)
    {
        if (Holds)
        {
            if (!limit.IsClearedBy(value))
                return [];
            (Holds, Since) = (false, null);
            return [new Turn(false, reading.Time, reading, reading.Time, forecast)];
        }

        Since = limit.IsPassedBy(value) ? Since ?? reading.Time : null;
        if (Since is not { } since || reading.Time - since < limit.For)
            return [];
        Holds = true;
        return [new Turn(true, reading.Time, reading, since - before, forecast)];
    }

    // A gap is found by the clock, or by the reading that ends it if that was not looked at in time: the outcome is the same.
    private List<Turn> Arrive(Missing missing, Reading reading)
    {
        var turns = EvaluatedTo is { } last && reading.Time - last > missing.For ? Look(reading.Time).ToList() : [];
        if (!Holds)
            return turns;
        Holds = false;
        turns.Add(new Turn(false, reading.Time, reading, reading.Time, null));
        return turns;
    }

    private static double? Forecast(Trend trend, Reading reading, IReadOnlyList<Reading> series)
    {
        var window = series.SkipWhile(r => r.Time <= reading.Time - trend.Window).TakeWhile(r => r.Time <= reading.Time).ToArray();
        // A short piece of the window points anywhere.
        return window.Length >= trend.Readings && window[^1].Time - window[0].Time >= trend.Window / 2 ? TheilSen.Forecast(window, reading.Time + trend.Within) : null;
    }
}
