using System.Net.Http.Headers;
using System.Text.Json;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>What the gateway says at an address of its OGC APIs: a document, or a problem document (RFC 9457).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Root">The document; undefined for a redirect.</param>
/// <param name="Location">Where a redirect leads; null for anything else.</param>
public sealed record OgcAnswer(int Status, JsonElement Root, string? Location)
{
    /// <summary>Whether the document is what was asked for, and no problem.</summary>
    public bool IsGood => Status == StatusCodes.Status200OK;
}

/// <summary>The documents of the OGC APIs, as the node's own gateway tells them to a program.</summary>
public sealed class OgcDocuments(HttpClient http)
{
    /// <summary>
    /// Asks the gateway under the host and scheme that the visitor used, so that the links in the document are those that the
    /// visitor would get, and in the visitor's language. Redirects are not followed: another node has pages of its own.
    /// </summary>
    /// <param name="address">Path and query, from the root of the gateway.</param>
    /// <exception cref="GatewayException">The gateway does not answer, or not with JSON.</exception>
    public async Task<OgcAnswer> AskAsync(string address, HttpRequest visitor, string language, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address.TrimStart('/'), UriKind.Relative));
        request.Headers.Host = visitor.Host.Value;
        request.Headers.Add("X-Forwarded-Proto", visitor.Scheme);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.Headers.Location is { } location)
                return new OgcAnswer((int)response.StatusCode, default, location.OriginalString);
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            return new OgcAnswer((int)response.StatusCode, await JsonSerializer.DeserializeAsync<JsonElement>(body, cancellationToken: cancel), null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new GatewayException($"GET {address}: {e.Message}", e);
        }
    }
}
