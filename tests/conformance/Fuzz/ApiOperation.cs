using Microsoft.OpenApi;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>One address of an API definition.</summary>
/// <param name="Path">Template below the landing page: <c>/collections/trees/items/{featureId}</c>.</param>
/// <param name="Query">Parameters of the query string.</param>
/// <param name="Properties">Those of them that are properties of the collection; other operators may use them too.</param>
internal sealed record ApiOperation(string Path, IReadOnlyList<IOpenApiParameter> Query, IReadOnlyList<string> Properties)
{
    /// <summary>All addresses of a definition.</summary>
    public static IReadOnlyList<ApiOperation> Read(string definition)
    {
        var (document, diagnostic) = OpenApiDocument.Parse(definition, "json");
        Assert.Empty(diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
        return [.. document!.Paths.Select(path => Of(path.Key, path.Value.Operations![HttpMethod.Get].Parameters ?? []))];
    }

    private static ApiOperation Of(string path, IEnumerable<IOpenApiParameter> parameters)
    {
        var query = parameters.Where(p => p.In == ParameterLocation.Query).ToList();
        // What all collections have is a reference to a component; what a collection has of its own stands in its operation.
        return new ApiOperation(path, query, [.. query.Where(p => p is not OpenApiParameterReference).Select(p => p.Name!)]);
    }
}
