using System.Diagnostics;
using System.Net;
using System.Text.Json;
using UrbanDataHub.Features;
using UrbanDataHub.Gateway.Foreign;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// Asks places by HTTP/1.1 over pooled connections. Redirects are not followed: a city is asked where the node file
/// says, and nowhere else.
/// </summary>
public sealed class CityClient(FederationOptions options, ForeignCities foreign) : IDisposable
{
    private const string Documents = "application/geo+json, application/json;q=0.9";

    /// <summary>The connections; the pass-through uses the same.</summary>
    public HttpMessageInvoker Invoker { get; } = new(new ForeignHandler(foreign, new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        // In KiB, 64 by default: the header Link repeats the address that was asked.
        MaxResponseHeadersLength = 128,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        // A partner may move: its name is looked up again now and then.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    }));

    /// <summary>
    /// Gets <paramref name="address"/> with its whole body. Whatever goes wrong at the other end is a fault in the reply;
    /// only the caller's own cancellation is thrown.
    /// </summary>
    /// <param name="waited">How long <paramref name="deadline"/> waits, for the wording.</param>
    /// <param name="accept">Media types that are understood; JSON by default.</param>
    /// <param name="knownTag">Entity tag of what is there already; then 304 is an answer too.</param>
    /// <param name="self">What the place is told of the address that the client asked; null for nothing.</param>
    public async Task<CityReply> GetAsync(
        Place place, string address, TimeSpan waited, CancellationToken deadline, CancellationToken cancel, string? accept = null, string? knownTag = null, string? self = null)
    {
        var request = Request(HttpMethod.Get, address, accept ?? Documents, knownTag);
        if (self is not null)
            request.Headers.TryAddWithoutValidation(SelfAddress.Header, self);
        return await SendAsync(place, request, waited, deadline, cancel);
    }

    /// <summary>The same for a question that is posted as JSON.</summary>
    public async Task<CityReply> PostAsync(Place place, string address, ReadOnlyMemory<byte> body, TimeSpan waited, CancellationToken deadline, CancellationToken cancel)
    {
        var request = Request(HttpMethod.Post, address, Documents, knownTag: null);
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { { "Content-Type", "application/json" } } };
        return await SendAsync(place, request, waited, deadline, cancel);
    }

    private async Task<CityReply> SendAsync(Place place, HttpRequestMessage question, TimeSpan waited, CancellationToken deadline, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        CityReply Fault(CityFault fault) => new(place, 0, null, fault, Stopwatch.GetElapsedTime(began));
        try
        {
            using var request = question;
            using var response = await Invoker.SendAsync(request, deadline);
            await using var stream = await response.Content.ReadAsStreamAsync(deadline);
            var body = await PooledBytes.ReadAsync(stream, response.Content.Headers.ContentLength, options.MaximumAnswer, deadline);
            var reply = new CityReply(place, (int)response.StatusCode, body, null, Stopwatch.GetElapsedTime(began)) { Tag = response.Headers.ETag?.ToString() };
            if (reply.Status is >= 200 and < 300 or >= 400 and < 500 || (reply.NotModified && request.Headers.IfNoneMatch.Count > 0))
                return reply;
            using (reply)
                return Fault(CityFault.Unusable(Refusal(reply))) with { Status = reply.Status };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Fault(deadline.IsCancellationRequested
                ? CityFault.Late(waited)
                : CityFault.Unreachable($"no connection within {options.ConnectTimeout.TotalSeconds:0.#} s"));
        }
        catch (HttpRequestException e)
        {
            return Fault(CityFault.Unreachable(e.InnerException?.Message ?? e.Message));
        }
        catch (IOException e)
        {
            return Fault(CityFault.Unusable($"the answer broke off: {e.Message}"));
        }
        catch (InvalidDataException e)
        {
            return Fault(CityFault.Unusable(e.Message));
        }
    }

    /// <summary>What a problem document says, or the status.</summary>
    public static string Refusal(CityReply reply)
    {
        var answered = $"answered {reply.Status}";
        try
        {
            using var problem = JsonDocument.Parse(reply.Body!.Memory);
            return problem.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
                ? $"{answered}: {detail.GetString()}"
                : answered;
        }
        catch (JsonException)
        {
            return answered;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Invoker.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string address, string accept, string? knownTag)
    {
        var request = new HttpRequestMessage(method, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "Accept", accept } },
        };
        if (knownTag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", knownTag);
        return request;
    }
}
