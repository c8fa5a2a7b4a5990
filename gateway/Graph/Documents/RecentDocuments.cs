namespace UrbanDataHub.Gateway.Graph.Documents;

/// <summary>Documents by their hash, at most so many and together so long; the one that was not asked for longest goes first.</summary>
public sealed class RecentDocuments(int most, long longest)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Hash, string Text)> _order = [];
    private readonly Dictionary<string, LinkedListNode<(string Hash, string Text)>> _byHash = new(StringComparer.Ordinal);
    private long _length;

    /// <summary>The document of this hash; null if it is not kept.</summary>
    public string? Find(string hash)
    {
        lock (_lock)
        {
            if (!_byHash.TryGetValue(hash, out var node))
                return null;
            _order.Remove(node);
            _order.AddFirst(node);
            return node.Value.Text;
        }
    }

    /// <summary>Keeps a document, and lets others go where there are too many.</summary>
    public void Keep(string hash, string text)
    {
        lock (_lock)
        {
            if (_byHash.ContainsKey(hash))
                return;
            _byHash[hash] = _order.AddFirst((hash, text));
            _length += text.Length;
            while (_order.Count > most || _length > longest)
                Forget(_order.Last!);
        }
    }

    private void Forget(LinkedListNode<(string Hash, string Text)> node)
    {
        _order.Remove(node);
        _byHash.Remove(node.Value.Hash);
        _length -= node.Value.Text.Length;
    }
}
