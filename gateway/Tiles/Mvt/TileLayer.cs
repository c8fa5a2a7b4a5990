using System.Text;
using UrbanDataHub.Features.Tiling;

namespace UrbanDataHub.Gateway.Tiles.Mvt;

/// <summary>One layer of a vector tile (Mapbox Vector Tile 2.1, clause 4.1), read as far as it must be to merge and judge it: geometries stay as they are.</summary>
internal sealed class TileLayer
{
    /// <summary>Field of a tile that holds a layer.</summary>
    public const int Number = 3;

    /// <summary>The one version that is merged.</summary>
    public const uint Version = 2;

    private TileLayer(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its features, as messages.</summary>
    public List<ReadOnlyMemory<byte>> Features { get; } = [];

    /// <summary>Names of properties, in UTF-8.</summary>
    public List<ReadOnlyMemory<byte>> Keys { get; } = [];

    /// <summary>Values of properties, as messages.</summary>
    public List<ReadOnlyMemory<byte>> Values { get; } = [];

    /// <summary>The layers of a tile.</summary>
    /// <exception cref="InvalidDataException">It is no vector tile, or one on another grid.</exception>
    public static IReadOnlyList<TileLayer> ReadAll(ReadOnlyMemory<byte> tile)
    {
        var layers = new List<TileLayer>();
        var reader = new ProtobufReader(tile);
        while (reader.Read())
        {
            if (reader is not { Field: Number, Wire: ProtobufReader.Bytes })
                throw new InvalidDataException($"a tile has no field {reader.Field}");
            layers.Add(Read(reader.Content));
        }

        return layers;
    }

    private static TileLayer Read(ReadOnlyMemory<byte> message)
    {
        var layer = new TileLayer(NameOf(message));
        var (version, extent) = (1u, (uint)VectorTile.Extent);
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field, reader.Wire)
            {
                case (LayerField.Feature, ProtobufReader.Bytes):
                    layer.Features.Add(reader.Content);
                    break;
                case (LayerField.Key, ProtobufReader.Bytes):
                    layer.Keys.Add(reader.Content);
                    break;
                case (LayerField.Value, ProtobufReader.Bytes):
                    layer.Values.Add(reader.Content);
                    break;
                case (LayerField.Extent, ProtobufReader.Varint):
                    extent = (uint)Math.Min(reader.Number, uint.MaxValue);
                    break;
                case (LayerField.Version, ProtobufReader.Varint):
                    version = (uint)Math.Min(reader.Number, uint.MaxValue);
                    break;
            }
        }

        if (version != Version || extent != VectorTile.Extent)
            throw new InvalidDataException($"the layer '{layer.Name}' is of version {version} on a grid of {extent}, not of {Version} on {VectorTile.Extent}");
        foreach (var feature in layer.Features)
            layer.Check(feature);
        return layer;
    }

    private static string NameOf(ReadOnlyMemory<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader is { Field: LayerField.Name, Wire: ProtobufReader.Bytes })
                return Encoding.UTF8.GetString(reader.Content.Span);
        }

        throw new InvalidDataException("a layer has no name");
    }

    /// <summary>Properties of a feature are pairs of places in the lists of its layer (clause 4.4).</summary>
    private void Check(ReadOnlyMemory<byte> feature)
    {
        var reader = new ProtobufReader(feature);
        while (reader.Read())
        {
            if (reader.Field != FeatureField.Tags)
                continue;
            if (reader.Wire != ProtobufReader.Bytes)
                throw new InvalidDataException($"a feature of the layer '{Name}' has tags that are not packed");
            var tags = ProtobufReader.Packed(reader.Content);
            if (tags.Count % 2 != 0 || tags.Where((tag, i) => tag >= (i % 2 == 0 ? Keys : Values).Count).Any())
                throw new InvalidDataException($"a feature of the layer '{Name}' has a property that the layer does not list");
        }
    }
}

/// <summary>Fields of a layer.</summary>
internal static class LayerField
{
    public const int Name = 1;
    public const int Feature = 2;
    public const int Key = 3;
    public const int Value = 4;
    public const int Extent = 5;
    public const int Version = 15;
}

/// <summary>The field of a feature that holds its properties.</summary>
internal static class FeatureField
{
    public const int Tags = 2;
}
