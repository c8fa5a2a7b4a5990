using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// How the cities stand as far as this gateway knows, for answers that it gives from what it has read before. A city that
/// is down but was read is stale: what is told of it is as old as it says.
/// </summary>
public sealed class CityStatus(Holdings holdings, Reachability reachability)
{
    /// <summary>The word on one city.</summary>
    public CityAnswer Of(Place place)
    {
        var shelves = place.Parts.Select(part => (part, shelf: holdings.Of(place, part))).ToList();
        var datasets = shelves.Sum(s => s.shelf.Datasets.Count);
        var readAt = shelves.Min(s => s.shelf.ReadAt);
        var faults = place.Parts.Select(part => (part, fault: reachability.Down(place.Address(part)))).Where(f => f.fault is not null).ToList();
        var unread = shelves.Where(s => !s.shelf.Complete).Select(s => s.part).ToList();
        if (faults.Count > 0)
        {
            var known = shelves.All(s => s.shelf.ReadAt is not null);
            var detail = string.Join("; ", faults.Select(f => Named(f.part, f.fault!.Detail)));
            return new CityAnswer(place.City, known ? CityStates.Stale : faults[0].fault!.State, null, datasets, 0, known ? readAt : null, detail);
        }

        return unread.Count > 0
            ? new CityAnswer(place.City, CityStates.Failed, null, datasets, 0, readAt, string.Join("; ", unread.Select(part => Named(part, "has not said yet what it holds"))))
            : new CityAnswer(place.City, CityStates.Answered, datasets, datasets, 0, readAt);
    }

    /// <summary>The word on several.</summary>
    public FederationAnswer Federation(IEnumerable<Place> places) => FederationAnswer.Of([.. places.Select(Of)]);

    private static string Named(string part, string what) => part.Length == 0 ? what : $"{part}: {what}";
}
