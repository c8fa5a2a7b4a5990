namespace UrbanDataHub.Schemas;

/// <summary>How an alert stands.</summary>
public static class AlertStates
{
    /// <summary>What it warns of is so at the moment.</summary>
    public const string Active = "active";

    /// <summary>It is over.</summary>
    public const string Cleared = "cleared";
}

/// <summary>That a rule of a city holds for its datastreams. Times are those of the readings, not of their receipt.</summary>
/// <param name="Rule">Name of the rule's file, without extension.</param>
/// <param name="Severity">minor, moderate, severe or extreme, as in the Common Alerting Protocol.</param>
/// <param name="State">One of <see cref="AlertStates"/>.</param>
/// <param name="Datastreams">Numbers of the datastreams that led to it.</param>
/// <param name="Result">The reading that led to it; null where there is none.</param>
/// <param name="Forecast">What the trend reaches; null of other rules.</param>
/// <param name="Curve">The readings that led to it.</param>
public sealed record Alert(
    long Id,
    string City,
    string Rule,
    string Severity,
    LocalText Title,
    LocalText? Text,
    string State,
    IReadOnlyList<long> Datastreams,
    DateTimeOffset RaisedAt,
    DateTimeOffset? ClearedAt,
    double? Result,
    DateTimeOffset? ResultAt,
    double? Forecast,
    AlertCurve Curve);

/// <summary>A stretch of datastreams.</summary>
/// <param name="To">Its end; null while it goes on.</param>
/// <param name="Links">SensorThings addresses of its observations, one for each datastream.</param>
public sealed record AlertCurve(DateTimeOffset From, DateTimeOffset? To, IReadOnlyList<string> Links);

/// <summary>One alert with the limits that its rule has now; none if the rule is gone, or waits for readings that are missing.</summary>
public sealed record AlertDetail(Alert Alert, IReadOnlyList<AlertLimit> Limits);

/// <summary>A limit of a datastream, in the unit of its results.</summary>
/// <param name="IsTrend">Whether the trend of the readings is held against it, and not the readings.</param>
/// <param name="IsAbove">Whether it is passed upwards.</param>
/// <param name="Raise">Beyond it there is an alert.</param>
/// <param name="Clear">Where values come back to; the same where the rule does not say.</param>
public sealed record AlertLimit(long Datastream, bool IsTrend, bool IsAbove, double Raise, double Clear);
