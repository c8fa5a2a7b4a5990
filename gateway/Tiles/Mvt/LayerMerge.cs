using System.Text;
using UrbanDataHub.Features.Tiling;

namespace UrbanDataHub.Gateway.Tiles.Mvt;

/// <summary>
/// Makes one layer of several of the same name: features follow each other, and equal property names and values are listed
/// once. A tile must not have two layers of one name (Mapbox Vector Tile 2.1, clause 4.1).
/// </summary>
internal sealed class LayerMerge
{
    private readonly ProtobufWriter _features = new();
    private readonly ProtobufWriter _feature = new();
    private readonly ProtobufWriter _tags = new();
    private readonly WordList _keys = new();
    private readonly WordList _values = new();

    /// <summary>One tile out of several that hold layers of the same collection. Empty tiles are passed over; a single other one is returned as it is.</summary>
    /// <exception cref="InvalidDataException">One of several is no vector tile.</exception>
    public static ReadOnlyMemory<byte> Merge(IEnumerable<ReadOnlyMemory<byte>> tiles)
    {
        var parts = tiles.Where(t => !t.IsEmpty).ToList();
        if (parts.Count < 2)
            return parts.SingleOrDefault();
        var tile = new ProtobufWriter();
        foreach (var layers in parts.SelectMany(TileLayer.ReadAll).GroupBy(l => l.Name, StringComparer.Ordinal))
        {
            var merge = new LayerMerge();
            foreach (var layer in layers)
                merge.Add(layer);
            tile.Field(TileLayer.Number, merge.Finish(layers.Key).Span);
        }

        return tile.Written;
    }

    private void Add(TileLayer layer)
    {
        var keys = layer.Keys.Select(_keys.IndexOf).ToArray();
        var values = layer.Values.Select(_values.IndexOf).ToArray();
        foreach (var feature in layer.Features)
            Add(feature, keys, values);
    }

    private void Add(ReadOnlyMemory<byte> feature, uint[] keys, uint[] values)
    {
        _feature.Clear();
        var reader = new ProtobufReader(feature);
        while (reader.Read())
        {
            if (reader.Field == FeatureField.Tags)
                _feature.Field(FeatureField.Tags, Renumbered(reader.Content, keys, values).Span);
            else
                _feature.Raw(reader.Raw.Span);
        }

        _features.Field(LayerField.Feature, _feature.Written.Span);
    }

    private ReadOnlyMemory<byte> Renumbered(ReadOnlyMemory<byte> tags, uint[] keys, uint[] values)
    {
        _tags.Clear();
        var isKey = true;
        foreach (var tag in ProtobufReader.Packed(tags))
        {
            _tags.Varint((isKey ? keys : values)[tag]);
            isKey = !isKey;
        }

        return _tags.Written;
    }

    private ReadOnlyMemory<byte> Finish(string name)
    {
        var layer = new ProtobufWriter();
        layer.Field(LayerField.Name, Encoding.UTF8.GetBytes(name));
        layer.Raw(_features.Written.Span);
        foreach (var key in _keys.Words)
            layer.Field(LayerField.Key, key.Span);
        foreach (var value in _values.Words)
            layer.Field(LayerField.Value, value.Span);
        layer.Field(LayerField.Extent, (uint)VectorTile.Extent);
        layer.Field(LayerField.Version, TileLayer.Version);
        return layer.Written;
    }

    /// <summary>Byte strings, each once, in the order in which they came.</summary>
    private sealed class WordList
    {
        private readonly Dictionary<ReadOnlyMemory<byte>, uint> _places = new(new SameBytes());

        public List<ReadOnlyMemory<byte>> Words { get; } = [];

        public uint IndexOf(ReadOnlyMemory<byte> word)
        {
            if (_places.TryGetValue(word, out var place))
                return place;
            place = (uint)Words.Count;
            _places.Add(word, place);
            Words.Add(word);
            return place;
        }
    }

    private sealed class SameBytes : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> bytes)
        {
            var hash = default(HashCode);
            hash.AddBytes(bytes.Span);
            return hash.ToHashCode();
        }
    }
}
