using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>What one part of a city (an own service, or a partner as a whole) said that it holds.</summary>
/// <param name="Datasets">By collection; the dataset is null where the place describes none.</param>
/// <param name="Complete">False while the place itself does not know all it holds, or was never read: then it may hold anything.</param>
/// <param name="ReadAt">When it said so; null if never.</param>
public sealed record Shelf(IReadOnlyDictionary<string, Dataset?> Datasets, bool Complete, DateTimeOffset? ReadAt)
{
    /// <summary>A shelf that was never read.</summary>
    public static readonly Shelf Unread = new(new Dictionary<string, Dataset?>(), Complete: false, ReadAt: null);

    /// <summary>Whether the collection is there, or may be.</summary>
    public Holding this[string collection] =>
        Datasets.ContainsKey(collection) ? Holding.Yes : Complete ? Holding.No : Holding.Perhaps;
}

/// <summary>Whether a city holds a collection. <see cref="Perhaps"/>: it was never reached, so it is asked, and named if it is silent.</summary>
public enum Holding
{
    No,
    Perhaps,
    Yes,
}
