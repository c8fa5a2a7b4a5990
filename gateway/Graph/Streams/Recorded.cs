using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>An event of observations, with the observations themselves.</summary>
/// <param name="Series">The series of the event that the subscriber wants.</param>
/// <param name="Observations">By time; the newest, where there are more than may be.</param>
/// <param name="Total">How many there are; null where that was not counted.</param>
/// <param name="Missing">Why they could not be read; null if they were.</param>
internal sealed record Recorded(ObservationsRecorded Event, IReadOnlyList<long> Series, IReadOnlyList<FeatureNode> Observations, long? Total, CityAnswer? Missing = null)
{
    /// <summary>Whether all are there.</summary>
    public bool IsWhole => Total == Observations.Count;

    /// <summary>An event whose observations are not there.</summary>
    public static Recorded Without(ObservationsRecorded recorded, RecordedFilter wanted, string state, string detail) =>
        new(recorded, wanted.SeriesOf(recorded), [], null, new CityAnswer(recorded.City, state, null, 0, 0, Detail: detail));
}
