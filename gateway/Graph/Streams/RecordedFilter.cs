using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>Which observations a subscriber wants; what is null does not matter.</summary>
/// <param name="Cities">Ids of cities.</param>
/// <param name="Series">Numbers of series.</param>
/// <param name="Stations">Feature ids of stations.</param>
internal sealed record RecordedFilter(IReadOnlySet<string>? Cities, IReadOnlySet<long>? Series, IReadOnlySet<string>? Stations)
{
    /// <summary>All observations.</summary>
    public static readonly RecordedFilter All = new(null, null, null);

    /// <summary>Whether any observation of an event is wanted whose city is.</summary>
    public bool TakesAll => Series is null && Stations is null;

    /// <summary>Whether an event may tell of what is wanted. One that only tells of what is gone does not.</summary>
    public bool MayTake(ObservationsRecorded recorded) =>
        recorded.Inserted + recorded.Updated > 0 && Cities?.Contains(recorded.City) != false && Series?.Overlaps(recorded.Datastreams) != false
        && Stations?.Any(s => s.StartsWith(recorded.City + ":", StringComparison.Ordinal)) != false;

    /// <summary>The series of an event that are wanted.</summary>
    public IReadOnlyList<long> SeriesOf(ObservationsRecorded recorded) => Series is null ? recorded.Datastreams : [.. recorded.Datastreams.Where(Series.Contains)];
}
