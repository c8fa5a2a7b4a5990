using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>Which collections a city has here, and what they are (OGC API Features Part 1, clauses 7.13 and 7.14).</summary>
internal sealed class CollectionEndpoints(Datasets datasets, Served served, HubSettings settings)
{
    /// <summary><c>GET /cities/{city}/datasets</c></summary>
    public async Task<IResult> DatasetsAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        return Results.Json(new { datasets = await datasets.ReadAsync(served.City(context), null, context.RequestAborted) }, Datasets.Json);
    }

    /// <summary><c>GET /cities/{city}/ogc/collections</c></summary>
    public async Task<IResult> AllAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        var self = SelfAddress.Path(SelfAddress.Of(context.Request, settings.Node));
        var known = await datasets.ReadAsync(served.City(context), null, context.RequestAborted);
        var collections = known
            .Select(dataset => (dataset, collection: served.Collections.FirstOrDefault(c => c.Id == dataset.Collection)))
            .Where(pair => pair.collection is not null)
            .Select(pair => Describe(pair.collection!, pair.dataset, $"{self}/{pair.dataset.Collection}"));
        return Results.Json(new { collections, links = new[] { Link("self", "application/json", self) } }, Datasets.Json);
    }

    /// <summary><c>GET /cities/{city}/ogc/collections/{collection}</c></summary>
    public async Task<IResult> OneAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        var (city, collection) = served.Find(context);
        var known = await datasets.ReadAsync(city, collection.Id, context.RequestAborted);
        return known is [var dataset]
            ? Results.Json(Describe(collection, dataset, SelfAddress.Path(SelfAddress.Of(context.Request, settings.Node))), Datasets.Json)
            : throw Served.NoDataset(city, collection);
    }

    /// <summary><c>GET …/{collection}/schema</c> (Part 5)</summary>
    public IResult Schema(HttpContext context) => SchemaOf(context, CollectionWords.Schema);

    /// <summary><c>GET …/{collection}/queryables</c> (Part 3, clause 6.2)</summary>
    public IResult Queryables(HttpContext context) => SchemaOf(context, CollectionWords.Queryables);

    /// <summary><c>GET …/{collection}/sortables</c> (Part 8, draft)</summary>
    public IResult Sortables(HttpContext context) => SchemaOf(context, CollectionWords.Sortables);

    private IResult SchemaOf(HttpContext context, Func<CollectionDescriptor, string, JsonObject> schemaOf)
    {
        QueryParameters.Check(context.Request.Query);
        var schema = schemaOf(served.Find(context).Collection, SelfAddress.Path(SelfAddress.Of(context.Request, settings.Node)));
        return Results.Text(schema.ToJsonString(), "application/schema+json");
    }

    private static object Describe(CollectionDescriptor collection, Dataset dataset, string self) => new
    {
        id = collection.Id,
        title = collection.Title.En,
        description = collection.Description.En,
        itemType = "feature",
        crs = CoordinateSystem.For(dataset.BoundingBox).Select(c => c.Uri),
        storageCrs = collection.Geometry is null ? null : CoordinateSystem.Crs84.Uri,
        extent = dataset.BoundingBox is null ? null : new { spatial = new { bbox = new[] { dataset.BoundingBox }, crs = CoordinateSystem.Crs84.Uri } },
        dataset,
        links = Links(collection, self),
    };

    private static IEnumerable<object> Links(CollectionDescriptor collection, string self) =>
    [
        Link("self", "application/json", self),
        Link("items", "application/geo+json", self + "/items"),
        Link("describedby", "application/schema+json", self + "/schema"),
        Link("http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json", self + "/queryables"),
        Link("http://www.opengis.net/def/rel/ogc/1.0/sortables", "application/schema+json", self + "/sortables"),
        .. (object[])(CollectionWords.HasChanges(collection) ? [Link(CollectionWords.ChangesRelation, "application/json", self + "/changes")] : []),
    ];

    private static object Link(string rel, string type, string href) => new { rel, type, href };
}
