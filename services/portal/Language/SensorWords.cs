using UrbanDataHub.Portal.Sensors;

namespace UrbanDataHub.Portal.Language;

/// <summary>How stations, datastreams and alerts are said in the visitor's language.</summary>
public static class SensorWords
{
    /// <summary>
    /// What a datastream measures, with its own title where that says more. Titles are told in German only, so one that begins
    /// with the property's German name gets the visitor's name for it.
    /// </summary>
    public static string Title(this Wording words, Datastream datastream)
    {
        var (property, german) = (words.ObservedProperty(datastream.Property), words.GermanProperty(datastream.Property));
        var title = datastream.Title;
        return title.Length == 0 ? property
            : title.StartsWith(property, StringComparison.OrdinalIgnoreCase) ? title
            : title.StartsWith(german, StringComparison.OrdinalIgnoreCase) ? property + title[german.Length..]
            : $"{property}: {title}";
    }

    /// <summary>What a curve is called beside others.</summary>
    public static string Title(this Wording words, Curve curve) =>
        $"{words.Title(curve.Datastream)}, {curve.Station.Name} ({words.Of(curve.Station.City.Name)})";

    /// <summary>A value with its unit.</summary>
    public static string Value(this Wording words, Datastream datastream, double value) =>
        $"{words.Rounded(value)} {Units.Symbol(datastream.Unit, words.Language)}".TrimEnd();

    /// <summary>A number with at most four digits behind the point, fewer for large ones: means have endless many.</summary>
    public static string Rounded(this Wording words, double value) =>
        words.Number(Math.Round(value, Math.Abs(value) switch { >= 1000 => 0, >= 100 => 1, >= 1 => 2, _ => 4 }));

    /// <summary>A state.</summary>
    public static string State(this Wording words, SensorState state) => state switch
    {
        SensorState.Reporting => words.Say("reporting"),
        SensorState.Late => words.Say("late"),
        SensorState.Suspect => words.Say("suspect"),
        _ => words.Say("alert"),
    };

    /// <summary>The badge of a state, as a style.</summary>
    public static string Badge(SensorState state) => state switch
    {
        SensorState.Reporting => "badge-ok",
        SensorState.Late => "badge-late",
        SensorState.Suspect => "badge-warn",
        _ => "badge-bad",
    };

    /// <summary>How severe an alert is, as the Common Alerting Protocol has it.</summary>
    public static string Severity(this Wording words, string severity) => severity switch
    {
        "minor" => words.Say("minor"),
        "moderate" => words.Say("moderate"),
        "severe" => words.Say("severe"),
        "extreme" => words.Say("extreme"),
        _ => severity,
    };

    /// <summary>What a point of a chart stands for.</summary>
    public static string Points(this Wording words, Resolution? every) => every?.Text switch
    {
        null => words.Say("Each point is a single value."),
        "PT1H" => words.Say("Each point is the mean of an hour."),
        "P1D" => words.Say("Each point is the mean of a day, from midnight to midnight in UTC."),
        "P1W" => words.Say("Each point is the mean of a week, from Monday in UTC."),
        "P1M" => words.Say("Each point is the mean of a month in UTC."),
        "P3M" => words.Say("Each point is the mean of a quarter of a year in UTC."),
        "P1Y" => words.Say("Each point is the mean of a year in UTC."),
        _ => words.Say("Each point is the mean of {0} hours.", (int)every.Length.TotalHours),
    };

    /// <summary>When a point was, or when its bucket begins; days and longer are those of UTC.</summary>
    public static string Time(this Wording words, CurvePoint point, CurveSet set) =>
        set.Every?.IsOfDays == true ? words.Day(DateOnly.FromDateTime(point.Time.UtcDateTime)) : words.Moment(point.Time, set.Period.Zone);

    /// <summary>A curve in a sentence, for whoever does not see it.</summary>
    public static string Summary(this Wording words, Curve curve, CurveSet set)
    {
        var points = curve.Filled.ToList();
        if (points.Count == 0)
            return words.Say("{0}: no values in this period.", words.Title(curve));
        var (lowest, highest) = (points.MinBy(p => p.Min)!, points.MaxBy(p => p.Max)!);
        var mean = points.Sum(p => p.Mean!.Value * p.Count) / points.Sum(p => p.Count);
        return words.Say(
            "{0}: {1} from {2} to {3}. Lowest {4} ({5}), highest {6} ({7}), on average {8}.",
            words.Title(curve),
            words.Count(curve.Count, "{0} value", "{0} values"),
            words.Time(points[0], set),
            words.Time(points[^1], set),
            words.Value(curve.Datastream, lowest.Min!.Value),
            words.Time(lowest, set),
            words.Value(curve.Datastream, highest.Max!.Value),
            words.Time(highest, set),
            words.Value(curve.Datastream, mean));
    }
}
