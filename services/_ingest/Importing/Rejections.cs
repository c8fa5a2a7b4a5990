using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>Takes the rejected rows out of the stream of mapped ones.</summary>
internal sealed class Rejections : IRejections
{
    // Texts of 2,000 characters would fill the memory where every row of a large file is wrong.
    private const int KeptTexts = 10_000;
    private readonly List<RejectedItem> _items = [];

    public IReadOnlyList<RejectedItem> Items => _items;

    /// <summary>Keeps a rejection; the text of its row only of the first ones, since file and line lead to it.</summary>
    public void Add(RejectedItem rejected) => _items.Add(_items.Count < KeptTexts ? rejected : rejected with { Row = "" });

    /// <summary>The good rows; the others are kept here.</summary>
    public IEnumerable<MappedItem> Sift(IEnumerable<MappedItem> items)
    {
        foreach (var item in items)
        {
            if (item is RejectedItem rejected)
                Add(rejected);
            else
                yield return item;
        }
    }
}
