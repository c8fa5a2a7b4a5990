using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>Takes the rejected rows out of the stream of mapped ones.</summary>
internal sealed class Rejections : IRejections
{
    private readonly List<RejectedItem> _items = [];

    public IReadOnlyList<RejectedItem> Items => _items;

    public void Add(RejectedItem rejected) => _items.Add(rejected);

    /// <summary>The good rows; the others are kept here.</summary>
    public IEnumerable<MappedItem> Sift(IEnumerable<MappedItem> items)
    {
        foreach (var item in items)
        {
            if (item is RejectedItem rejected)
                _items.Add(rejected);
            else
                yield return item;
        }
    }
}
