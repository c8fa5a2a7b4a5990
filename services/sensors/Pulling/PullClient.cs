using System.Net;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>
/// Asks foreign servers. Redirects are not followed, so that a server cannot send the service to addresses of its choice;
/// an answer has a deadline as a whole, and a size.
/// </summary>
internal sealed class PullClient : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>The body of a 200.</summary>
    /// <param name="limit">Bytes that it may have.</param>
    /// <exception cref="PullFault">There is none.</exception>
    public async Task<byte[]> GetAsync(Uri address, long limit, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(_deadline);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", "application/geo+json, application/json;q=0.9");
            using var answer = await _http.SendAsync(request, deadline.Token);
            return answer.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(answer.Content, limit, deadline.Token)
                : throw Refused(answer);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PullFault($"did not answer within {_deadline.TotalSeconds:0} seconds", isPassing: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PullFault($"cannot be read: {e.GetBaseException().Message.TrimEnd('.')}", isPassing: true, inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static PullFault Refused(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var elsewhere = answer.Headers.Location is { } location ? $": it redirects to {location}, which is not followed" : "";
        var wait = answer.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow : null;
        return new PullFault($"answers {status}{elsewhere}", status is 408 or 429 or >= 500, wait);
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, long limit, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        for (int count; (count = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            if (body.Length + count > limit)
                throw new PullFault($"answers with more than the {limit} bytes that the source allows (read.limit)");
            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }
}
