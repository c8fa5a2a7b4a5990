namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>
/// What one subscriber was told of late. Events overlap: what the first is read with may be what the second tells of, and a
/// batch with a late row reaches over those between.
/// </summary>
internal sealed class ToldObservations
{
    private const int Most = 10_000;
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The event without the observations that were told as they are.</summary>
    public Recorded Without(Recorded recorded)
    {
        var untold = recorded.Observations.Where(IsNew).ToList();
        return recorded with { Observations = untold, Total = recorded.Total - (recorded.Observations.Count - untold.Count) };
    }

    private bool IsNew(FeatureNode observation)
    {
        var (id, said) = (observation.Id, observation.Feature.GetRawText().GetHashCode(StringComparison.Ordinal));
        if (_told.TryGetValue(id, out var before))
        {
            _told[id] = said;
            return before != said;
        }

        _told.Add(id, said);
        _order.Enqueue(id);
        if (_order.Count > Most)
            _told.Remove(_order.Dequeue());
        return true;
    }
}
