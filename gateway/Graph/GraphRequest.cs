using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>A GraphQL request out of HTTP (GraphQL over HTTP, Stage 2 draft).</summary>
public sealed record GraphRequest(string Query, string? OperationName, Inputs Variables)
{
    /// <summary>Longest body in bytes.</summary>
    public const int MaximumLength = 100 * 1024;

    private static readonly GraphQLSerializer Serializer = new();

    /// <summary>Reads a GET request.</summary>
    /// <exception cref="ProblemException">400: no query, or variables that are no JSON object.</exception>
    public static GraphRequest OfQuery(IQueryCollection query)
    {
        QueryParameters.Check(query, "query", "operationName", "variables", "extensions");
        if (Given("extensions") is { } extensions)
            Parse(extensions, "extensions");
        return Checked(Given("query"), Given("operationName"), Given("variables") is { } variables ? Parse(variables, "variables") : null);

        string? Given(string name) => query.TryGetValue(name, out var text) && text != "" ? text.ToString() : null;
    }

    /// <summary>Reads a POST request.</summary>
    /// <exception cref="ProblemException">400, 413 or 415: it is no GraphQL request.</exception>
    public static async Task<GraphRequest> OfBodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasJsonContentType())
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"'{request.ContentType}' is not application/json.");
        using var body = await ReadAsync(request, cancel);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw Bad("The body is no JSON object with 'query'.");
        return Checked(Text(body, "query"), Text(body, "operationName"), Objects(body));
    }

    private static string? Text(JsonDocument body, string name)
    {
        var text = Member(body, name, JsonValueKind.String);
        return text is { } given ? Unicode(name, () => given.GetString()) : null;
    }

    private static T Unicode<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: the reader looks at texts only when they are taken.
            throw Bad($"'{name}' is no Unicode text.");
        }
    }

    private static JsonElement? Objects(JsonDocument body)
    {
        Member(body, "extensions", JsonValueKind.Object);
        return Member(body, "variables", JsonValueKind.Object)?.Clone();
    }

    private static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var limit = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false })
            limit.MaxRequestBodySize = MaximumLength;
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
        }
        catch (JsonException e)
        {
            throw Bad($"The body is no JSON: {e.Message}");
        }
    }

    private static JsonElement? Member(JsonDocument body, string name, JsonValueKind kind)
    {
        if (!body.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == kind ? value : throw Bad($"'{name}' is not {(kind == JsonValueKind.String ? "a string" : "an object")}.");
    }

    private static JsonElement Parse(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Bad($"'{name}' is no JSON object.");
        }
        catch (JsonException e)
        {
            throw Bad($"'{name}' is no JSON: {e.Message}");
        }
    }

    private static GraphRequest Checked(string? query, string? operation, JsonElement? variables) => string.IsNullOrWhiteSpace(query)
        ? throw Bad("'query' is missing: the GraphQL document.")
        : new GraphRequest(query, operation, variables is { } values ? Unicode("variables", () => Serializer.Deserialize<Inputs>(values.GetRawText())) ?? Inputs.Empty : Inputs.Empty);

    private static ProblemException Bad(string detail) => new(StatusCodes.Status400BadRequest, "Invalid GraphQL request", detail);
}
