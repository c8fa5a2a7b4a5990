using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>
/// A GraphQL request (GraphQL over HTTP, Stage 2 draft). Members that it does not know are left aside, and a null is like
/// nothing, as the draft wants.
/// </summary>
/// <param name="Query">The document; null if the client names one.</param>
/// <param name="DocumentId"><c>sha256:…</c>, or the name of one of the operator's documents.</param>
/// <param name="Hash"><c>extensions.persistedQuery.sha256Hash</c> (automatic persisted queries, version 1), in lower case.</param>
public sealed record GraphRequest(string? Query, string? DocumentId, string? Hash, string? OperationName, Inputs Variables)
{
    private static readonly GraphQLSerializer Serializer = new();

    /// <summary>Reads a GET request.</summary>
    /// <exception cref="ProblemException">400: no query, or variables that are no JSON object.</exception>
    public static GraphRequest OfQuery(IQueryCollection query)
    {
        foreach (var (name, values) in query)
            QueryParameters.CheckOnce(name, values);
        return Checked(
            Given("query"), Given("documentId"), Parsed("extensions"), Given("operationName"), Parsed("variables"));

        string? Given(string name) => query.TryGetValue(name, out var text) && text != "" ? text.ToString() : null;
        JsonElement? Parsed(string name) => Given(name) is { } json ? Parse(json, name) : null;
    }

    /// <summary>Reads a request in JSON: a body, or the payload of a message.</summary>
    /// <exception cref="ProblemException">400: it is no GraphQL request.</exception>
    public static GraphRequest OfJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Bad("The request is no JSON object with 'query'.");
        return Checked(
            Text(json, "query"), Text(json, "documentId"), Member(json, "extensions", JsonValueKind.Object), Text(json, "operationName"),
            Member(json, "variables", JsonValueKind.Object));
    }

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.String) is { } given ? Unicode(name, () => given.GetString()) : null;

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

    private static JsonElement? Member(JsonElement parent, string name, JsonValueKind kind)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == kind ? value : throw Bad($"'{name}' is not {(kind == JsonValueKind.String ? "a string" : "an object")}.");
    }

    private static JsonElement? Parse(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => document.RootElement.Clone(),
                JsonValueKind.Null => null,
                _ => throw Bad($"'{name}' is no JSON object."),
            };
        }
        catch (JsonException e)
        {
            throw Bad($"'{name}' is no JSON: {e.Message}");
        }
    }

    private static GraphRequest Checked(string? query, string? id, JsonElement? extensions, string? operation, JsonElement? variables)
    {
        var hash = Hashed(extensions);
        if (string.IsNullOrWhiteSpace(query) && id is null && hash is null)
            throw Bad("'query' is missing: the GraphQL document.");
        return new GraphRequest(string.IsNullOrWhiteSpace(query) ? null : query, id, hash, operation, Values(variables));
    }

    private static Inputs Values(JsonElement? variables) => variables is { } values
        ? Unicode("variables", () => Serializer.Deserialize<Inputs>(values.GetRawText())) ?? Inputs.Empty
        : Inputs.Empty;

    private static string? Hashed(JsonElement? extensions)
    {
        if (extensions is not { } given || Member(given, "persistedQuery", JsonValueKind.Object) is not { } persisted)
            return null;
        if (!persisted.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || version.GetDouble() is not 1)
            throw Bad("'extensions.persistedQuery.version' is not 1, the version there is.");
        return Text(persisted, "sha256Hash") is { Length: 64 } hash && hash.All(char.IsAsciiHexDigit)
            ? hash.ToLowerInvariant()
            : throw Bad("'extensions.persistedQuery.sha256Hash' is not the 64 hexadecimal digits of a SHA-256.");
    }

    private static ProblemException Bad(string detail) => new(StatusCodes.Status400BadRequest, "Invalid GraphQL request", detail);
}
