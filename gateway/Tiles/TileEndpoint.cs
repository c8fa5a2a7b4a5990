using UrbanDataHub.Features.Tiles;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Tiles.Mvt;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>
/// <c>…/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}</c> (OGC API Tiles Part 1, clause 7.1) of a collection and of
/// the whole dataset, over all cities or of one. Each city that may have something in the tile is asked; layers of one
/// collection become one layer.
/// </summary>
public sealed class TileEndpoint(FanOut fanOut, CityTiles cityTiles, Tilesets tilesets, CityRegistry registry, Asked asked)
{
    /// <summary>A tile of one collection.</summary>
    public async Task CollectionAsync(HttpContext context)
    {
        if (IsRedirected(context, out var city))
            return;
        var collection = asked.Collection(context);
        if (collection.Geometry is null)
            throw TileAnswer.NoGeometry(collection);
        if (!tilesets.Collections(city).Contains(collection))
            throw Asked.HeldByNobody(collection);
        await AnswerAsync(context, city, [collection], selectable: false);
    }

    /// <summary>A tile of all collections.</summary>
    public async Task DatasetAsync(HttpContext context)
    {
        if (!IsRedirected(context, out var city))
            await AnswerAsync(context, city, tilesets.Collections(city), selectable: true);
    }

    private bool IsRedirected(HttpContext context, out Place? city)
    {
        city = null;
        if (!context.Request.RouteValues.ContainsKey("city"))
            return false;
        var isRedirected = asked.RedirectedToPartner(context, out var place);
        city = place;
        return isRedirected;
    }

    private async Task AnswerAsync(HttpContext context, Place? city, IReadOnlyList<CollectionDescriptor> collections, bool selectable)
    {
        var question = FederatedTile.Read(context, city, collections, selectable, registry);
        if (tilesets.Extent(city, collections) is { } extent && !question.Tile.Touches(extent))
            throw question.Tile.Outside(selectable ? "the dataset" : $"'{collections[0].Id}'");
        var parts = await AskAsync(question, city, context.RequestAborted);
        var answers = parts.GroupBy(p => p.Place.City, (_, ofCity) => Answer([.. ofCity])).ToList();
        var federation = FederationAnswer.Of(answers);
        if (!federation.Complete && (question.Strict || IsSilent(question, city, parts)))
        {
            await MissingCities.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, federation);
            return;
        }

        if (answers.Count > 0)
            context.Response.Headers[FederationJson.Header] = FederationJson.HeaderValue(answers);
        await TileAnswer.WriteAsync(context, Join(parts), federation.Complete);
    }

    private async Task<CityTile[]> AskAsync(FederatedTile question, Place? city, CancellationToken cancel)
    {
        using var deadline = fanOut.Begin(cancel);
        var places = question.Cities ?? tilesets.Places(city);
        return await Task.WhenAll(question.Collections.SelectMany(collection => tilesets.Touched(places, collection, question.Tile)
            .Select(place => cityTiles.GetAsync(place, collection, question.Tile, question.Time, deadline))));
    }

    /// <summary>Whether nobody has said anything: a city that is known to have nothing there has.</summary>
    private bool IsSilent(FederatedTile question, Place? city, CityTile[] parts) =>
        parts.All(p => p.Fault is not null)
        && question.Collections.Sum(c => tilesets.Holders(question.Cities ?? tilesets.Places(city), c).Count()) <= parts.Length;

    /// <summary>Layers of different collections only follow each other: that is a tile too.</summary>
    private static ReadOnlyMemory<byte> Join(CityTile[] parts)
    {
        var layers = parts.GroupBy(p => p.Collection.Id, (_, ofCollection) => LayerMerge.Merge(ofCollection.Select(p => p.Content))).Where(l => !l.IsEmpty).ToList();
        if (layers.Count < 2)
            return layers.SingleOrDefault();
        var tile = new ProtobufWriter();
        foreach (var layer in layers)
            tile.Raw(layer.Span);
        return tile.Written;
    }

    /// <summary>The word on a city: it is missing when one of its layers is.</summary>
    private static CityAnswer Answer(IReadOnlyList<CityTile> parts)
    {
        var missing = parts.Where(p => p.Fault is not null).ToList();
        var details = missing.Select(p => p.Fault!.Detail).Distinct();
        return new CityAnswer(
            parts[0].Place.City,
            missing.Count == 0 ? CityStates.Answered : missing[0].Fault!.State,
            NumberMatched: null,
            NumberReturned: 0,
            parts.Max(p => p.Elapsed.TotalMilliseconds),
            Detail: missing.Count == 0 ? null : string.Join("; ", details));
    }
}
