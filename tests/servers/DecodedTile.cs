using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace UrbanDataHub.Tests.Servers;

/// <summary>A feature of a vector tile.</summary>
/// <param name="X">Place of its centre from the left of the tile, which is 1 wide.</param>
/// <param name="Y">Place of its centre from the top.</param>
public sealed record DecodedFeature(string Id, string City, double X, double Y, IAttributesTable Properties, Geometry Shape)
{
    /// <summary>Whether it lies in the tile itself and not in its buffer.</summary>
    public bool IsInside => X is >= 0 and < 1 && Y is >= 0 and < 1;
}

/// <summary>A vector tile as a foreign library reads it.</summary>
public sealed class DecodedTile
{
    private DecodedTile(Dictionary<string, List<DecodedFeature>> layers) => Layers = layers;

    /// <summary>Features by the name of their layer.</summary>
    public IReadOnlyDictionary<string, List<DecodedFeature>> Layers { get; }

    /// <summary>The features of the only layer.</summary>
    public List<DecodedFeature> Features => Layers.Values.Single();

    /// <summary>Reads a tile; an empty body is a tile without layers.</summary>
    public static DecodedTile Read(byte[] bytes)
    {
        // The library projects back to degrees. Every tile is read as the same one, amid the world so that its buffer has degrees
        // too: then the way back to the tile's own coordinates does not depend on which one it is.
        using var stream = new MemoryStream(bytes);
        var tile = new MapboxTileReader().Read(stream, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(1, 1, 2));
        var layers = new Dictionary<string, List<DecodedFeature>>();
        foreach (var layer in tile.Layers)
            layers.Add(layer.Name, [.. layer.Features.Select(Decode)]);
        return new DecodedTile(layers);
    }

    private static DecodedFeature Decode(IFeature feature)
    {
        var centre = feature.Geometry.EnvelopeInternal.Centre;
        var latitude = double.DegreesToRadians(centre.Y);
        return new DecodedFeature(
            (string)feature.Attributes["id"],
            (string)feature.Attributes["city"],
            OnGrid((centre.X + 180) / 360 * 4 - 1),
            OnGrid((1 - Math.Asinh(Math.Tan(latitude)) / Math.PI) / 2 * 4 - 1),
            feature.Attributes,
            feature.Geometry);
    }

    /// <summary>The place as it stood in the tile, of half a step at the finest: what is just at the edge must not fall on both sides.</summary>
    private static double OnGrid(double part) => Math.Round(part * 8192) / 8192;
}
