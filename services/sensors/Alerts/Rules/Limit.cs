using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Sensors.Quality;

namespace UrbanDataHub.Sensors.Alerts.Rules;

/// <summary>
/// A limit with hysteresis: passed beyond <paramref name="Raise"/> for at least <paramref name="For"/>, by phenomenon time,
/// and passed no longer when <paramref name="Clear"/> is reached on the way back.
/// </summary>
/// <param name="IsAbove">Whether it is passed upwards.</param>
internal sealed record Limit(bool IsAbove, double Raise, double Clear, TimeSpan For)
{
    /// <summary>Reads <c>above</c> or <c>below</c>, <c>clear</c> and <c>for</c> out of a map that may hold further keys.</summary>
    /// <exception cref="SourceException">It is no limit; the message names file, line and key.</exception>
    public static Limit Read(YamlMap map)
    {
        var (above, below) = (map.Optional("above"), map.Optional("below"));
        if ((above is null) == (below is null))
            throw map.Fault("must have either 'above' or 'below'");
        var raise = (above ?? below)!.Number();
        var clear = map.Optional("clear");
        var back = clear?.Number() ?? raise;
        if (above is not null ? back > raise : back < raise)
            throw clear!.Fault($"must be on the near side of {raise}, the limit: where values come back to");
        return new Limit(above is not null, raise, back, map.Optional("for") is { } duration ? Durations.Read(duration) : TimeSpan.Zero);
    }

    /// <summary>Whether a value is beyond the limit.</summary>
    public bool IsPassedBy(double value) => IsAbove ? value > Raise : value < Raise;

    /// <summary>Whether a value is back.</summary>
    public bool IsClearedBy(double value) => IsAbove ? value <= Clear : value >= Clear;
}
