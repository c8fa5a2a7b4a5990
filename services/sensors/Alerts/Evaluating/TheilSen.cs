namespace UrbanDataHub.Sensors.Alerts.Evaluating;

/// <summary>
/// The straight line by Theil (1950) and Sen (1968): the median of the slopes between all pairs, and the median of what is
/// left. Up to 29 % of the readings may be wild without turning it.
/// </summary>
internal static class TheilSen
{
    /// <summary>More readings than these are thinned out evenly: their pairs would be too many, and tell no more.</summary>
    private const int MostReadings = 120;

    /// <summary>The value of the line at <paramref name="at"/>.</summary>
    /// <param name="readings">Of one datastream, in order of time; at least two at different times.</param>
    public static double Forecast(ReadOnlySpan<Reading> readings, DateTime at)
    {
        var (times, values) = Thin(readings, at);
        var slopes = new List<double>(times.Length * (times.Length - 1) / 2);
        for (var i = 0; i < times.Length; i++)
        {
            for (var j = i + 1; j < times.Length; j++)
                slopes.Add((values[j] - values[i]) / (times[j] - times[i]));
        }

        var slope = Median(slopes);
        // Times are counted from the one asked for, so that the line's value there is what the medians leave.
        return Median([.. times.Zip(values, (time, value) => value - slope * time)]);
    }

    private static (double[] Times, double[] Values) Thin(ReadOnlySpan<Reading> readings, DateTime at)
    {
        var count = Math.Min(readings.Length, MostReadings);
        var (times, values) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            // The newest is always among them.
            var reading = readings[readings.Length - 1 - (int)((long)(count - 1 - i) * (readings.Length - 1) / Math.Max(count - 1, 1))];
            (times[i], values[i]) = ((reading.Time - at).TotalSeconds, reading.Value);
        }

        return (times, values);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
