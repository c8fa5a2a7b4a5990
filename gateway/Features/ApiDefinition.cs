using System.Text.Json.Nodes;
using UrbanDataHub.Features;
using UrbanDataHub.Gateway.Changes;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Records;
using UrbanDataHub.Gateway.Tiles;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>
/// The API definition of a scope as strict OpenAPI 3.0.3, made from the descriptors of the collections there are. It refers
/// to nothing outside itself.
/// </summary>
public sealed class ApiDefinition(OgcScope scope, CityRegistry registry, IReadOnlyList<CollectionDocument> collections, CollectionCatalogue catalogue)
{
    private static readonly string[] FormParameters = ["crs", "properties", "exclude-properties"];

    /// <summary>Builds the document.</summary>
    public JsonObject Build() => new()
    {
        ["openapi"] = "3.0.3",
        ["info"] = new JsonObject
        {
            ["title"] = $"UrbanDataHub: {scope.Name.In(scope.Language)}",
            ["description"] = "OGC API Features over one or many cities. Every answer says which cities were asked and how each fared.",
            ["version"] = "1.0.0",
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = scope.Landing }),
        ["tags"] = new JsonArray([Tag("API", "What there is"), .. collections.Append(RecordCatalogue.Document(scope)).Select(c => Tag(c.Id, c.Description))]),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["parameters"] = Parameters(),
            ["responses"] = ApiSchemas.Responses(),
            ["schemas"] = ApiSchemas.Schemas(),
        },
    };

    private JsonObject Parameters()
    {
        var parameters = ApiParameters.Shared(scope.City is null ? registry.All.Select(p => p.City) : null);
        foreach (var parameter in TileApi.Parameters(collections.Where(c => catalogue.Find(c.Id)!.Geometry is not null).Select(c => c.Id)))
            parameters.Add(parameter);
        return parameters;
    }

    private JsonObject Paths()
    {
        var paths = new JsonObject
        {
            ["/"] = Get("landingPage", "API", "Landing page", ApiSchemas.Json("landingPage")),
            ["/api"] = Get("apiDefinition", "API", "This document", new JsonObject
            {
                ["application/vnd.oai.openapi+json;version=3.0"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } },
            }),
            ["/conformance"] = Get("conformance", "API", "Conformance classes", ApiSchemas.Json("conformance")),
            ["/functions"] = Get("functions", "API", "Functions that filters may call", ApiSchemas.Json("functions")),
            ["/collections"] = Get("collections", "API", "Collections", ApiSchemas.Json("collections")),
        };
        foreach (var path in TileApi.Dataset(scope.City is not null))
            paths.Add(path);
        foreach (var collection in collections)
            Add(paths, collection, catalogue.Find(collection.Id)!);
        foreach (var path in RecordsDefinition.Paths(scope))
            paths.Add(path);
        return paths;
    }

    private void Add(JsonObject paths, CollectionDocument document, CollectionDescriptor collection)
    {
        var (id, at) = (collection.Id, $"/collections/{collection.Id}");
        paths[at] = Get($"{id}.collection", id, document.Title, ApiSchemas.Json("collection"));
        paths[$"{at}/schema"] = Get($"{id}.schema", id, $"{document.Title}: schema", ApiSchemas.JsonSchema);
        paths[$"{at}/queryables"] = Get($"{id}.queryables", id, $"{document.Title}: properties to ask for", ApiSchemas.JsonSchema);
        paths[$"{at}/sortables"] = Get($"{id}.sortables", id, $"{document.Title}: properties to sort by", ApiSchemas.JsonSchema);
        paths[$"{at}/items"] = Get($"{id}.items", id, document.Description, ApiSchemas.GeoJson("featureCollection"), [.. ItemsParameters(collection)]);
        paths[$"{at}/items/{{featureId}}"] = Get($"{id}.feature", id, $"{document.Title}: one feature", ApiSchemas.GeoJson("feature"), [FeatureId(), .. References(FormParameters)]);
        foreach (var (path, item) in CollectionWords.HasChanges(collection) ? ChangesDefinition.Paths(scope, document) : [])
            paths[path] = item;
        foreach (var (path, item) in collection.Geometry is null ? [] : TileApi.Collection(document, scope.City is not null))
            paths[path] = item;
    }

    private IEnumerable<JsonObject> ItemsParameters(CollectionDescriptor collection)
    {
        string[] scoped = scope.City is null ? ["city", "strict"] : ["after", "keys"];
        return References(["limit", "bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs", "sortby", "cursor", .. FormParameters, .. scoped])
            .Concat(collection.Properties.Where(p => p.IsParameter).Select(p => ApiParameters.Equality(p, scope.Language)));
    }

    private static IEnumerable<JsonObject> References(IEnumerable<string> names) =>
        names.Select(name => new JsonObject { ["$ref"] = $"#/components/parameters/{name}" });

    private static JsonObject FeatureId() => new()
    {
        ["name"] = "featureId",
        ["in"] = "path",
        ["description"] = "Id of the feature: city, ':' and local id.",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Get(string operation, string tag, string summary, JsonObject content, params JsonObject[] parameters) => new()
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = operation,
            ["tags"] = new JsonArray(tag),
            ["summary"] = summary,
            ["parameters"] = new JsonArray(parameters),
            ["responses"] = ApiSchemas.ResponsesOf(content),
        },
    };

    private static JsonObject Tag(string name, string description) => new() { ["name"] = name, ["description"] = description };
}
