using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Sensors.Quality;

namespace UrbanDataHub.Sensors.Alerts.Rules;

/// <summary>One thing that a rule looks at.</summary>
internal abstract record Condition(DatastreamChoice Datastreams)
{
    private static readonly string[] _kinds = ["threshold", "trend", "missing"];

    /// <summary>Reads one kind of condition, and <c>datastreams</c>.</summary>
    /// <exception cref="SourceException">It is none; the message names file, line and key.</exception>
    public static Condition Read(YamlMap map)
    {
        var datastreams = DatastreamChoice.Read(map.Required("datastreams"));
        var given = _kinds.Select(map.Optional).ToArray();
        return given switch
        {
            [{ } threshold, null, null] => Threshold.Read(datastreams, threshold.Map()),
            [null, { } trend, null] => Trend.Read(datastreams, trend.Map()),
            [null, null, { } missing] => Missing.Read(datastreams, missing.Map()),
            _ => throw map.Fault($"must have one of {string.Join(", ", _kinds)}"),
        };
    }
}

/// <summary>The value itself passes a limit.</summary>
internal sealed record Threshold(DatastreamChoice Datastreams, Limit Limit) : Condition(Datastreams)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static Threshold Read(DatastreamChoice datastreams, YamlMap map)
    {
        var threshold = new Threshold(datastreams, Limit.Read(map));
        map.Done();
        return threshold;
    }
}

/// <summary>The robust straight line through the readings of a window reaches a limit some time ahead.</summary>
/// <param name="Within">How far ahead.</param>
/// <param name="Window">How far back the readings are taken.</param>
/// <param name="Readings">Fewer readings in the window say nothing, nor do those that cover less than half of it.</param>
internal sealed record Trend(DatastreamChoice Datastreams, Limit Limit, TimeSpan Within, TimeSpan Window, int Readings) : Condition(Datastreams)
{
    private const int UsualReadings = 6, FewestReadings = 3;

    /// <summary>Reads it.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static Trend Read(DatastreamChoice datastreams, YamlMap map)
    {
        var readings = map.Optional("readings")?.Whole(FewestReadings) ?? UsualReadings;
        var trend = new Trend(datastreams, Limit.Read(map), Durations.Positive(map.Required("within")), Durations.Positive(map.Required("window")), (int)Math.Min(readings, int.MaxValue));
        map.Done();
        return trend;
    }
}

/// <summary>There is no reading for some time.</summary>
internal sealed record Missing(DatastreamChoice Datastreams, TimeSpan For) : Condition(Datastreams)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static Missing Read(DatastreamChoice datastreams, YamlMap map)
    {
        var missing = new Missing(datastreams, Durations.Positive(map.Required("for")));
        map.Done();
        return missing;
    }
}
