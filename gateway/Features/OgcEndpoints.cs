using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Records;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>The resources of OGC API Features Part 1 but items, for the federation and for one city of this node.</summary>
public sealed class OgcEndpoints(CityRegistry registry, CityNames names, CollectionDocuments documents, Asked asked, CollectionCatalogue catalogue, HubSettings settings)
{
    private const string OpenApi = "application/vnd.oai.openapi+json;version=3.0";

    /// <summary>Landing page (clause 7.2).</summary>
    public IResult Landing(HttpContext context) => Answer(context, scope => Json.Answer(new
    {
        title = $"{settings.Node.Title.In(scope.Language)}: {scope.Name.In(scope.Language)}",
        description = scope.Language == "de"
            ? "Offene Daten der Städte als OGC API Features, jede Antwort mit einem Wort zu jeder gefragten Stadt."
            : "Open data of the cities as OGC API Features, every answer with a word on each city asked.",
        links = new[]
        {
            new Link("self", "application/json", scope.Landing),
            Link.Page(scope.Landing),
            new Link("service-desc", OpenApi, $"{scope.Landing}/api", "OpenAPI 3.0"),
            new Link("conformance", "application/json", $"{scope.Landing}/conformance"),
            new Link("data", "application/json", $"{scope.Landing}/collections"),
            new Link(Link.Functions, "application/json", $"{scope.Landing}/functions"),
            new Link(Link.VectorTilesets, "application/json", $"{scope.Landing}/tiles"),
            new Link(Link.TilingSchemes, "application/json", $"{scope.Landing}/tileMatrixSets"),
            new Link("related", "application/json", $"{scope.Root}/cities"),
            new Link("service-doc", "text/html", Link.Page($"{scope.Landing}/api").Href, "API documentation"),
            new Link("related", "text/html", $"{scope.Root}/developers", "Portal"),
            new Link("related", "text/html", $"{scope.Root}/datasets", "Portal"),
        },
    }));

    /// <summary>API definition (clause 7.3), as strict OpenAPI 3.0.</summary>
    public IResult Api(HttpContext context) => Answer(context, scope =>
        Results.Text(new ApiDefinition(scope, registry, documents.All(scope).Collections, catalogue).Build().ToJsonString(Json.Options), OpenApi));

    /// <summary>Conformance (clause 7.4). Only what is tested is declared.</summary>
    public IResult Conformance(HttpContext context) => Answer(context, scope => Json.Answer(new
    {
        conformsTo = ConformanceClasses.All,
        links = Links($"{scope.Landing}/conformance"),
    }));

    /// <summary>Functions that filters may call (Part 3, clause 6.5).</summary>
    public IResult FilterFunctions(HttpContext context) => Answer(context, scope => Json.Answer(new
    {
        functions = Functions.All.Select(f => new
        {
            name = f.Name,
            description = f.Description,
            returns = new[] { f.Returns.Json() },
            arguments = f.Arguments.Select(a => new { title = a.Name, type = new[] { a.Type.Json() } }),
        }),
        links = Links($"{scope.Landing}/functions"),
    }));

    /// <summary>Collections (clause 7.13).</summary>
    public IResult Collections(HttpContext context) => Answer(context, scope =>
    {
        var all = documents.All(scope);
        return Json.Answer(all with { Collections = [.. all.Collections, RecordCatalogue.Document(scope)] });
    });

    /// <summary>One collection (clause 7.14).</summary>
    public IResult Collection(HttpContext context) => Answer(context, scope => Json.Answer(Document(scope, context)));

    /// <summary>Schema of its features (Part 5).</summary>
    public IResult Schema(HttpContext context) => Answer(context, scope => SchemaAnswer(context, scope, "schema", CollectionWords.Schema));

    /// <summary>Properties that can be asked (Part 3, clause 6.2).</summary>
    public IResult Queryables(HttpContext context) => Answer(context, scope => SchemaAnswer(context, scope, "queryables", CollectionWords.Queryables));

    /// <summary>Properties that can be sorted by (Part 8, draft).</summary>
    public IResult Sortables(HttpContext context) => Answer(context, scope => SchemaAnswer(context, scope, "sortables", CollectionWords.Sortables));

    private IResult SchemaAnswer(HttpContext context, OgcScope scope, string name, Func<CollectionDescriptor, string, JsonObject> schemaOf)
    {
        var document = Document(scope, context);
        var address = $"{scope.Landing}/collections/{document.Id}/{name}";
        context.Response.Headers.Append(HeaderNames.Link, Link.Page(address).ToString());
        var schema = schemaOf(asked.Collection(context), address);
        schema["title"] = document.Title;
        schema["description"] = document.Description;
        return Results.Text(schema.ToJsonString(Json.Options), "application/schema+json");
    }

    private static Link[] Links(string self) => [new Link("self", "application/json", self), Link.Page(self)];

    private CollectionDocument Document(OgcScope scope, HttpContext context)
    {
        var collection = asked.Collection(context);
        return documents.One(scope, collection) ?? throw Asked.HeldByNobody(collection);
    }

    private IResult Answer(HttpContext context, Func<OgcScope, IResult> answer)
    {
        if (!context.Request.RouteValues.ContainsKey("city"))
            return answer(OgcScope.Of(context, null, names));
        return asked.RedirectedToPartner(context, out var place) ? Results.Empty : answer(OgcScope.Of(context, place, names));
    }
}
