using UrbanDataHub.Features.Tiling;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>A tile of one city's collection.</summary>
public readonly record struct TileKey(string City, string Collection, TileAddress Tile);

/// <summary>A tile that is kept.</summary>
/// <param name="Content">Empty for a tile with nothing in it.</param>
/// <param name="Tag">Its entity tag at the place that made it; null where it has none.</param>
/// <param name="Since">When that place last said that it is so; as <see cref="Environment.TickCount64"/>.</param>
public sealed record KeptTile(byte[] Content, string? Tag, long Since);

/// <summary>
/// Tiles in memory, the least recently used leaving first. An event takes out exactly the tiles that it is about. Of a tile
/// that was asked for before an event and came after it nobody knows which state it shows: it is not kept.
/// </summary>
public sealed class TileCache(TileOptions options)
{
    /// <summary>What an entry costs beside its content: keys, list node, objects.</summary>
    private const int Overhead = 400;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string City, string Collection), Shelf> _shelves = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _size;

    /// <summary>Bytes that are kept.</summary>
    public long Size
    {
        get
        {
            lock (_lock)
                return _size;
        }
    }

    /// <summary>The tile, if it is kept.</summary>
    public KeptTile? Find(TileKey key)
    {
        lock (_lock)
        {
            if (!ShelfOf(key.City, key.Collection).Entries.TryGetValue(Position.Of(key.Tile), out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Tile;
        }
    }

    /// <summary>The state of the city's collection; to be taken before its tile is asked for.</summary>
    public long StateOf(TileKey key)
    {
        lock (_lock)
            return ShelfOf(key.City, key.Collection).State;
    }

    /// <summary>Keeps a tile that was asked for in <paramref name="state"/>, unless something has changed since.</summary>
    public void Put(TileKey key, KeptTile tile, long state)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key.City, key.Collection);
            if (shelf.State != state)
                return;
            var position = Position.Of(key.Tile);
            if (shelf.Entries.TryGetValue(position, out var old))
                Remove(old);
            shelf.Entries[position] = _byUse.AddFirst(new Entry(shelf, position, key.Tile, tile));
            _size += Overhead + tile.Content.Length;
            while (_size > options.CacheBytes && _byUse.Last is { } last)
                Remove(last);
        }
    }

    /// <summary>Forgets the tiles in which a feature within one of the boxes may be.</summary>
    /// <param name="boxes">West, south, east, north in degrees; null for the whole collection.</param>
    public void Forget(string city, string collection, IReadOnlyList<double[]>? boxes)
    {
        var touched = boxes is null ? null : Touched(boxes);
        lock (_lock)
        {
            var shelf = ShelfOf(city, collection);
            shelf.State++;
            foreach (var node in shelf.Entries.Values.Where(n => touched is null || n.Value.IsIn(touched)).ToList())
                Remove(node);
        }
    }

    /// <summary>Forgets all tiles.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var shelf in _shelves.Values)
            {
                shelf.State++;
                shelf.Entries.Clear();
            }

            _byUse.Clear();
            _size = 0;
        }
    }

    private static Dictionary<TileMatrix, List<TileRange>> Touched(IReadOnlyList<double[]> boxes) => boxes
        .SelectMany(box => TileMatrixSet.All.SelectMany(set => set.Touching(box)))
        .GroupBy(t => t.Matrix, t => t.Range)
        .ToDictionary(g => g.Key, g => g.ToList());

    private Shelf ShelfOf(string city, string collection)
    {
        if (!_shelves.TryGetValue((city, collection), out var shelf))
            _shelves[(city, collection)] = shelf = new Shelf();
        return shelf;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        node.Value.Shelf.Entries.Remove(node.Value.Position);
        _byUse.Remove(node);
        _size -= Overhead + node.Value.Tile.Content.Length;
    }

    private sealed class Shelf
    {
        public long State { get; set; }

        public Dictionary<Position, LinkedListNode<Entry>> Entries { get; } = [];
    }

    private readonly record struct Position(string Set, string Matrix, int Row, int Col)
    {
        public static Position Of(TileAddress tile) => new(tile.Set.Id, tile.Matrix.Id, tile.Row, tile.Col);
    }

    private sealed record Entry(Shelf Shelf, Position Position, TileAddress Address, KeptTile Tile)
    {
        public bool IsIn(Dictionary<TileMatrix, List<TileRange>> touched) =>
            touched.TryGetValue(Address.Matrix, out var ranges) && ranges.Any(r => r.Contains(Address.Row, Address.Col));
    }
}
