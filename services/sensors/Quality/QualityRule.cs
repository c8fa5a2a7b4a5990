using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Quality;

/// <summary>What is plausible for an observed property; null for what is not looked at.</summary>
/// <param name="Unit">UCUM code of the figures; datastreams in another unit are not judged by them.</param>
/// <param name="Rate">Units an hour that a value may change by.</param>
/// <param name="Noise">Units that it may change by in no time.</param>
/// <param name="Stuck">How long, and for how many readings, a value may stay the same.</param>
/// <param name="Gap">Longest time between two readings.</param>
internal sealed record QualityRule(string Property, string Unit, double? Lowest, double? Highest, double? Rate, double? Noise, StuckRule? Stuck, TimeSpan? Gap)
{
    /// <summary>Reads the rule of <paramref name="property"/>.</summary>
    /// <exception cref="SourceException">It is wrong; the message names file, line and key.</exception>
    public static QualityRule Read(string property, YamlMap map)
    {
        var (lowest, highest) = map.Optional("range") is { } range ? ReadRange(range) : (null, null);
        var (rate, noise) = map.Optional("rate") is { } change ? ReadRate(change.Map()) : (null, null);
        var rule = new QualityRule(
            property, map.Required("unit").Text(), lowest, highest, rate, noise,
            map.Optional("stuck") is { } stuck ? StuckRule.Read(stuck.Map()) : null,
            map.Optional("gap") is { } gap ? Durations.Positive(gap) : null);
        map.Done();
        return rule;
    }

    private static (double?, double?) ReadRange(YamlValue range)
    {
        var map = range.Map();
        var (lowest, highest) = (map.Optional("min")?.Number(), map.Optional("max")?.Number());
        map.Done();
        return (lowest, highest) is (null, null) || lowest >= highest ? throw range.Fault("must have 'min', 'max' or both, min less than max") : (lowest, highest);
    }

    private static (double?, double?) ReadRate(YamlMap map)
    {
        var rate = Positive(map.Required("perHour"));
        var noise = map.Optional("noise") is { } value ? Positive(value) : 0;
        map.Done();
        return (rate, noise);
    }

    private static double Positive(YamlValue value) => value.Number() is > 0 and var number ? number : throw value.Fault("must be more than 0");
}

/// <summary>When a value that stays the same is that of a device that does not measure.</summary>
/// <param name="Except">A value that may stay for ever, such as 0 of what is counted; null if none.</param>
internal sealed record StuckRule(TimeSpan For, int Readings, double? Except)
{
    /// <summary>Reads a rule.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static StuckRule Read(YamlMap map)
    {
        var rule = new StuckRule(Durations.Positive(map.Required("for")), (int)Math.Min(map.Required("readings").Whole(2), int.MaxValue), map.Optional("except")?.Number());
        map.Done();
        return rule;
    }
}
