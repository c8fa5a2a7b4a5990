namespace UrbanDataHub.Schemas;

/// <summary>How a city fared when it was asked.</summary>
public static class CityStates
{
    /// <summary>The city answered in time, from current data.</summary>
    public const string Answered = "answered";

    /// <summary>The city did not answer before the deadline.</summary>
    public const string Late = "late";

    /// <summary>The city could not be reached, or answered with an error or with rubbish.</summary>
    public const string Failed = "failed";

    /// <summary>The city is down; these rows are the last good copy, <see cref="CityAnswer.DataAsOf"/> says from when.</summary>
    public const string Stale = "stale";
}

/// <summary>
/// One city in a federated answer. The same record stands in the <c>federation</c> member of an OGC answer,
/// in <c>extensions.federation</c> of a GraphQL answer and, shortened, in the <c>Hub-Cities</c> header.
/// </summary>
/// <param name="City">City id.</param>
/// <param name="State">One of <see cref="CityStates"/>.</param>
/// <param name="NumberMatched">Rows of the city that match the question; null when unknown.</param>
/// <param name="NumberReturned">Rows of the city in this answer.</param>
/// <param name="ElapsedMs">How long the city took, in milliseconds.</param>
/// <param name="DataAsOf">When the city's data last changed; null when unknown.</param>
/// <param name="Detail">Why the city is missing; null when it answered.</param>
public sealed record CityAnswer(
    string City,
    string State,
    long? NumberMatched,
    int NumberReturned,
    double ElapsedMs,
    DateTimeOffset? DataAsOf = null,
    string? Detail = null);

/// <summary>The cities that were asked. <paramref name="Complete"/> is true when every one of them answered.</summary>
public sealed record FederationAnswer(bool Complete, IReadOnlyList<CityAnswer> Cities)
{
    /// <summary>Sums up <paramref name="cities"/>.</summary>
    public static FederationAnswer Of(IReadOnlyList<CityAnswer> cities) =>
        new(cities.All(c => c.State == CityStates.Answered), cities);
}
