using System.Diagnostics;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Tiles.Mvt;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>One city's part of a tile: the layer of one collection.</summary>
/// <param name="Content">Empty when nothing is in it, or with a fault.</param>
/// <param name="Fault">Why it is missing; null if it is not.</param>
public sealed record CityTile(Place Place, CollectionDescriptor Collection, ReadOnlyMemory<byte> Content, CityFault? Fault, TimeSpan Elapsed);

/// <summary>
/// Gets one city's part of a tile. An own city's comes from memory while events keep that true; of a partner's the partner is
/// asked each time whether it is still the same, which costs it no tile.
/// </summary>
public sealed class CityTiles(FanOut fanOut, Holdings holdings, TileCache cache, Hearing hearing, TileOptions options)
{
    /// <summary>Gets the part.</summary>
    /// <param name="time">The parameter <c>datetime</c> as written; such tiles are not kept.</param>
    public async Task<CityTile> GetAsync(Place place, CollectionDescriptor collection, TileAddress tile, string? time, Deadline deadline)
    {
        var began = Stopwatch.GetTimestamp();
        var path = $"/cities/{place.City}/ogc/collections/{collection.Id}/tiles/{tile.Path}";
        var question = new CityQuestion(place, collection.Domain, path) { Accept = VectorTile.MediaType };
        CityTile Part(ReadOnlyMemory<byte> content, CityFault? fault = null) => new(place, collection, content, fault, Stopwatch.GetElapsedTime(began));
        if (time is not null)
        {
            using var reply = await fanOut.AskAsync(question with { Path = $"{path}?datetime={Uri.EscapeDataString(time)}" }, deadline);
            return Judge(reply, collection, out var fault) is { } content ? Part(content) : Part(default, fault);
        }

        var key = new TileKey(place.City, collection.Id, tile);
        var kept = cache.Find(key);
        if (kept is not null && IsTrue(kept, place))
            return Part(kept.Content);
        var (renewed, missing) = await RenewAsync(question with { KnownTag = kept?.Tag }, collection, key, kept, deadline);
        return Part(renewed, missing);
    }

    private bool IsTrue(KeptTile kept, Place place) =>
        place.Own && hearing.Hears && TimeSpan.FromMilliseconds(Environment.TickCount64 - kept.Since) < options.MaximumAge;

    private async Task<(byte[]? Content, CityFault? Fault)> RenewAsync(
        CityQuestion question, CollectionDescriptor collection, TileKey key, KeptTile? kept, Deadline deadline)
    {
        var state = cache.StateOf(key);
        var asked = Environment.TickCount64;
        using var reply = await fanOut.AskAsync(question, deadline);
        if (reply.NotModified && kept is not null)
        {
            cache.Put(key, kept with { Since = asked }, state);
            return (kept.Content, null);
        }

        if (Judge(reply, collection, out var fault) is not { } content)
            return (null, fault);
        cache.Put(key, new KeptTile(content, reply.Tag, asked), state);
        return (content, null);
    }

    /// <summary>The tile that a city sent, or why it is none.</summary>
    private byte[]? Judge(CityReply reply, CollectionDescriptor collection, out CityFault? fault)
    {
        fault = reply.Fault;
        if (fault is not null)
            return null;
        if (reply.Status == StatusCodes.Status204NoContent || IsNothingThere(reply, collection))
            return [];
        if (!reply.Answered)
        {
            fault = CityFault.Unusable(CityClient.Refusal(reply));
            return null;
        }

        var content = reply.Body!.Memory.ToArray();
        if (reply.Place.Own || Flaw(content, collection) is not { } flaw)
            return content;
        fault = CityFault.Unusable($"the tile cannot be used: {flaw}");
        return null;
    }

    /// <summary>
    /// A 404 is an empty tile where the city is ours, or not known to hold the collection. A partner that holds it but knows
    /// no tiles is missing.
    /// </summary>
    private bool IsNothingThere(CityReply reply, CollectionDescriptor collection) =>
        reply.Status == StatusCodes.Status404NotFound && (reply.Place.Own || holdings.Of(reply.Place, collection) != Holding.Yes);

    private static string? Flaw(byte[] content, CollectionDescriptor collection)
    {
        try
        {
            return TileLayer.ReadAll(content).FirstOrDefault(layer => layer.Name != collection.Id) is { } other
                ? $"it has a layer '{other.Name}', not '{collection.Id}'"
                : null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
