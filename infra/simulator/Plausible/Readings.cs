namespace UrbanDataHub.Simulator.Plausible;

/// <summary>
/// Readings of time series: a daily and a weekly rhythm, slow drift and noise (<c>readings.json</c>). A reading follows from the
/// seed, the datastream and the time alone, so that two files which overlap say the same.
/// </summary>
internal static class Readings
{
    /// <summary>Where the chance of readings lies below a seed.</summary>
    public const string Place = "readings";

    private static readonly ReadingFile s_file = EmbeddedJson.Read<ReadingFile>("readings.json");

    /// <summary>The kind of monitoring station that observes a property; null where nobody said.</summary>
    public static string? KindOf(string property) => ShapeOf(property).Kind;

    /// <summary>The value of a datastream at a local time.</summary>
    /// <param name="datastream">The draw of station and key.</param>
    public static decimal Value(string property, Draw datastream, DateTime local)
    {
        var shape = ShapeOf(property);
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? shape.Weekend : 1;
        var size = 0.5 + (datastream.At("size").Unit / 2);
        var noise = 0.9 + (datastream.At(local.Ticks).Unit / 5);
        var share = Rhythm(s_file.Days[shape.Day], local) * weekend * size * Drift(datastream, local) * noise;
        var value = shape.Low + ((shape.High - shape.Low) * share);
        return Math.Round((decimal)value, shape.Decimals, MidpointRounding.ToEven);
    }

    private static ReadingShape ShapeOf(string property) => s_file.Properties.GetValueOrDefault(property, s_file.Unknown);

    /// <summary>Between the hours of the profile the day goes straight; 0 to 1.</summary>
    private static double Rhythm(IReadOnlyList<int> day, DateTime local)
    {
        var within = (local.TimeOfDay.TotalMinutes % 60) / 60;
        return ((day[local.Hour] * (1 - within)) + (day[(local.Hour + 1) % 24] * within)) / 10;
    }

    /// <summary>Weather and holidays: no two days are alike, and none is far from the one before.</summary>
    private static double Drift(Draw datastream, DateTime local)
    {
        var day = local.Date.Ticks / TimeSpan.TicksPerDay;
        var within = local.TimeOfDay / TimeSpan.FromDays(1);
        return 0.8 + (0.4 * ((datastream.At("day").At(day).Unit * (1 - within)) + (datastream.At("day").At(day + 1).Unit * within)));
    }
}

/// <summary><c>readings.json</c>.</summary>
/// <param name="Days">Profiles of 24 hours, 0 to 10.</param>
/// <param name="Properties">By code of <c>schemas/vocabularies/observed-properties.json</c>.</param>
/// <param name="Unknown">For codes that are not listed.</param>
internal sealed record ReadingFile(
    IReadOnlyDictionary<string, IReadOnlyList<int>> Days, IReadOnlyDictionary<string, ReadingShape> Properties, ReadingShape Unknown);

/// <summary>How readings of one property go.</summary>
/// <param name="Kind">The <c>kind</c> of monitoring station that observes it.</param>
/// <param name="Weekend">What a weekend's reading is of a working day's.</param>
internal sealed record ReadingShape(string? Kind, double Low, double High, int Decimals, string Day, double Weekend);
