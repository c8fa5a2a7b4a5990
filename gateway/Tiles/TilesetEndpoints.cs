using Microsoft.Net.Http.Headers;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Tiles;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>Tile matrix sets, lists of tilesets and their metadata, for the federation and for one city (OGC API Tiles Part 1, clauses 7 to 10).</summary>
public sealed class TilesetEndpoints(Tilesets tilesets, Asked asked, CityNames names)
{
    private const string Json = "application/json";

    /// <summary><c>/tileMatrixSets</c></summary>
    public IResult MatrixSets(HttpContext context) => Answer(context, scope => Web.Json.Answer(new
    {
        tileMatrixSets = TileMatrixSet.All.Select(set => new { set.Id, set.Title, set.Uri, set.Crs, links = Links(MatrixSet(scope, set)) }),
        links = Links($"{scope.Landing}/tileMatrixSets"),
    }));

    /// <summary><c>/tileMatrixSets/{tileMatrixSetId}</c></summary>
    public IResult MatrixSet(HttpContext context) => Answer(context, scope =>
    {
        // The definition document of the standard has no links.
        var set = TileAddress.ReadSet(context);
        context.Response.Headers.Append(HeaderNames.Link, Link.Page(MatrixSet(scope, set)).ToString());
        return Web.Json.Answer(TileMatrixSetDocument.Of(set));
    });

    /// <summary><c>/tiles</c></summary>
    public IResult OfDataset(HttpContext context) => Answer(context, scope => List(Dataset(scope)));

    /// <summary><c>/tiles/{tileMatrixSetId}</c></summary>
    public IResult OneOfDataset(HttpContext context) => Answer(context, scope => One(Dataset(scope), TileAddress.ReadSet(context)));

    /// <summary><c>/collections/{collection}/tiles</c></summary>
    public IResult OfCollection(HttpContext context) => Answer(context, scope => List(Collection(scope, context)));

    /// <summary><c>/collections/{collection}/tiles/{tileMatrixSetId}</c></summary>
    public IResult OneOfCollection(HttpContext context) => Answer(context, scope => One(Collection(scope, context), TileAddress.ReadSet(context)));

    private static string MatrixSet(OgcScope scope, TileMatrixSet set) => $"{scope.Landing}/tileMatrixSets/{set.Id}";

    private static Link[] Links(string self) => [new Link("self", Json, self), Link.Page(self)];

    private Shown Dataset(OgcScope scope) =>
        new(scope, $"{scope.Landing}/tiles", scope.Name.In(scope.Language), null, tilesets.Collections(scope.City));

    private Shown Collection(OgcScope scope, HttpContext context)
    {
        var collection = asked.Collection(context);
        if (collection.Geometry is null)
            throw TileAnswer.NoGeometry(collection);
        if (!tilesets.Collections(scope.City).Contains(collection))
            throw Asked.HeldByNobody(collection);
        return new Shown(scope, $"{scope.Landing}/collections/{collection.Id}/tiles", collection.Title.In(scope.Language), collection, [collection]);
    }

    private IResult List(Shown shown)
    {
        var extent = tilesets.Extent(shown.Scope.City, shown.Collections);
        return Web.Json.Answer(new TilesetsDocument(
            [.. TileMatrixSet.All.Select(set => new TilesetItem(
                shown.TitleIn(set), "vector", set.Crs, shown.UriOf(set), set.Id, TileLimits.Of(set, extent), [.. shown.Links(set)]))],
            Links(shown.Address)));
    }

    private IResult One(Shown shown, TileMatrixSet set)
    {
        var scope = shown.Scope;
        var extent = tilesets.Extent(scope.City, shown.Collections);
        var datasets = tilesets.Datasets(scope.City, shown.Collections).ToList();
        var attributions = datasets.Select(d => d.Attribution).OfType<string>().Distinct().ToList();
        return Web.Json.Answer(new TilesetDocument(
            shown.TitleIn(set),
            Description(scope.Language),
            "vector",
            set.Crs,
            shown.UriOf(set),
            set.Id,
            attributions.Count == 0 ? null : string.Join("; ", attributions),
            [VectorTile.MediaType],
            TileLimits.Of(set, extent),
            extent is null ? null : new PlaneExtent([extent[0], extent[1]], [extent[2], extent[3]], CoordinateSystem.Crs84.Uri),
            [.. shown.Collections.Select(c => TilesetLayer.Of(c, scope.Language))],
            [.. shown.Links(set), .. Licences(datasets)]));
    }

    private static IEnumerable<Link> Licences(IEnumerable<Dataset> datasets) =>
        datasets.SelectMany(d => d.Licences()).Select(l => l.Url).Distinct(StringComparer.Ordinal).Select(url => new Link("license", "text/html", url));

    private static string Description(string language) => language == "de"
        ? "Eine Ebene je Sammlung. Umrisse sind auf einen halben Bildpunkt vereinfacht. Hat eine Stadt in einer Kachel mehr als 4000 Objekte einer Sammlung oder wäre die Ebene größer als 500 kB, so zeigt sie einen Punkt je Bildpunkt, keine kleineren Linien und Flächen, höchstens 4000 Objekte und von ihren Eigenschaften nur id und city."
        : "One layer a collection. Outlines are simplified by half a pixel. Where a city has more than 4000 features of a collection in a tile, or the layer would be larger than 500 kB, it shows one point a pixel, no smaller lines and areas, at most 4000 features, and of their properties id and city alone.";

    private IResult Answer(HttpContext context, Func<OgcScope, IResult> answer)
    {
        if (!context.Request.RouteValues.ContainsKey("city"))
            return answer(OgcScope.Of(context, null, names));
        return asked.RedirectedToPartner(context, out var place) ? Results.Empty : answer(OgcScope.Of(context, place, names));
    }

    /// <summary>What tilesets show: all collections of a scope, or one.</summary>
    /// <param name="Address">Of their list.</param>
    private sealed record Shown(OgcScope Scope, string Address, string Title, CollectionDescriptor? Collection, IReadOnlyList<CollectionDescriptor> Collections)
    {
        public string TitleIn(TileMatrixSet set) => $"{Title} ({set.Id})";

        public string UriOf(TileMatrixSet set) => set.Uri ?? MatrixSet(Scope, set);

        public IEnumerable<Link> Links(TileMatrixSet set)
        {
            yield return new Link("self", Json, $"{Address}/{set.Id}");
            yield return Link.Page($"{Address}/{set.Id}");
            yield return new Link(Link.TilingScheme, Json, MatrixSet(Scope, set));
            yield return new Link("item", VectorTile.MediaType, $"{Address}/{set.Id}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", Templated: true);
            if (Collection is not null)
                yield return new Link(Link.Geodata, Json, $"{Scope.Landing}/collections/{Collection.Id}");
        }
    }
}
