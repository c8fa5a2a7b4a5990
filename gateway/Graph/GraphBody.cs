using System.Text.Json;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The body of a POST request.</summary>
public static class GraphBody
{
    /// <summary>Longest body, and longest message of a WebSocket, in bytes.</summary>
    public const int MaximumLength = 100 * 1024;

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">400, 413 or 415: it is no GraphQL request.</exception>
    public static async Task<GraphRequest> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasJsonContentType())
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"'{request.ContentType}' is not application/json.");
        HttpLimits.Allow(request.HttpContext, MaximumLength);
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
            return GraphRequest.OfJson(body.RootElement);
        }
        catch (JsonException e)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "Invalid GraphQL request", $"The body is no JSON: {e.Message}");
        }
    }
}
