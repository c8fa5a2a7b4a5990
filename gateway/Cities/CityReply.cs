using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Why a city is missing.</summary>
/// <param name="State"><see cref="CityStates.Late"/> or <see cref="CityStates.Failed"/>.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Silent">True when nothing came at all (no connection, no answer in time): then the place is looked after.</param>
public sealed record CityFault(string State, string Detail, bool Silent = false)
{
    /// <summary>The city did not answer in time.</summary>
    public static CityFault Late(TimeSpan waited) => new(CityStates.Late, $"no answer within {waited.TotalSeconds:0.#} s", Silent: true);

    /// <summary>The city could not be reached.</summary>
    public static CityFault Unreachable(string reason) => new(CityStates.Failed, $"not reachable: {reason}", Silent: true);

    /// <summary>The city answered, but nothing that can be used.</summary>
    public static CityFault Unusable(string reason) => new(CityStates.Failed, reason);
}

/// <summary>What an answer is when it is not the city's own of now.</summary>
/// <param name="AnsweredAt">When the city gave it.</param>
/// <param name="Instead">Why there is no new one.</param>
public sealed record StaleCopy(DateTimeOffset AnsweredAt, CityFault Instead)
{
    /// <summary>Reason and age, for people.</summary>
    public string Detail => $"{Instead.Detail}; shown is what it answered {Age(DateTimeOffset.UtcNow - AnsweredAt)} ago";

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => $"{age.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{age.TotalMinutes:0} min",
        _ => $"{age.TotalHours:0} h",
    };
}

/// <summary>What came back from one city: a body with a status below 500, or why there is none.</summary>
/// <param name="Status">HTTP status; 0 when there was none.</param>
/// <param name="Body">Null exactly with a fault.</param>
public sealed record CityReply(Place Place, int Status, PooledBytes? Body, CityFault? Fault, TimeSpan Elapsed) : IDisposable
{
    /// <summary>Entity tag of the body, if the city says one.</summary>
    public string? Tag { get; init; }

    /// <summary>The body is the one whose tag the question named; this reply has none.</summary>
    public bool NotModified => Fault is null && Status == 304;

    /// <summary>Set when the body is the copy of an earlier answer.</summary>
    public StaleCopy? Copy { get; init; }

    /// <summary>Whether the city answered the question (and not that the question is wrong, or that it has no such thing).</summary>
    public bool Answered => Fault is null && Status is >= 200 and < 300;

    /// <inheritdoc/>
    public void Dispose() => Body?.Dispose();
}
