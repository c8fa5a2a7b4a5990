using System.Net;
using System.Text.Json;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>
/// Asks foreign servers. Redirects are not followed, so that a server cannot send the gateway to addresses of its choice;
/// every question says on behalf of which nodes it is asked.
/// </summary>
public sealed class ForeignClient(FederationOptions options, Hops hops) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>Gets a JSON document; null for a 404.</summary>
    /// <exception cref="ForeignFaultException">The answer is something else.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<JsonDocument?> GetAsync(Uri address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/geo+json, application/json;q=0.9");
        request.Headers.TryAddWithoutValidation(Hops.Header, hops.Onward());
        // A download has no deadline, and must not wait for ever all the same.
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stall.CancelAfter(options.Stall);
        using var answer = await _http.SendAsync(request, stall.Token);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw new ForeignFaultException($"answered {(int)answer.StatusCode}{(answer.Headers.Location is { } elsewhere ? $": it redirects to {elsewhere}, which is not followed" : "")}");
        await using var stream = await answer.Content.ReadAsStreamAsync(stall.Token);
        return await ParseAsync(stream, answer.Content.Headers.ContentLength, stall.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> ParseAsync(Stream stream, long? length, CancellationToken cancel)
    {
        try
        {
            using var body = await PooledBytes.ReadAsync(stream, length, options.MaximumAnswer, cancel);
            // A copy, since the document outlives the rented memory.
            return JsonDocument.Parse(body.Memory.ToArray());
        }
        catch (JsonException e)
        {
            throw new ForeignFaultException($"answered with no JSON: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new ForeignFaultException(e.Message, e);
        }
        catch (IOException e)
        {
            throw new ForeignFaultException($"the answer broke off: {e.Message}", e);
        }
    }
}
