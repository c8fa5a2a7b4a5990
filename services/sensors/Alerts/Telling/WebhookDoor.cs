using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Telling;

/// <summary>
/// Tells by HTTP, as Standard Webhooks says (standardwebhooks.com): a POST whose signature covers id, time and body. Any
/// answer from 200 to 299 has taken it; redirects are not followed.
/// </summary>
internal sealed class WebhookDoor : INoticeDoor, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = _patience,
    };

    /// <inheritdoc/>
    public string Name => Notices.Webhook;

    /// <inheritdoc/>
    public long Lock => 0x5544_4822;

    /// <inheritdoc/>
    public TimeSpan LongestPause => TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancel)
    {
        if (Webhook.Key(notice.Secret!) is not { } key)
            return $"The variable '{notice.Secret}' holds no secret any more.";
        try
        {
            using var request = Request(notice, key, DateTimeOffset.UtcNow);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {_patience.TotalSeconds:0} s";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(Notice notice, byte[] key, DateTimeOffset now)
    {
        // The id is the same at every attempt: whoever is told twice knows it by that.
        var (id, time) = ($"alert-notice-{notice.Id}", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{notice.Body}"));
        return new HttpRequestMessage(HttpMethod.Post, notice.Target)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(notice.Body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { { "webhook-id", id }, { "webhook-timestamp", time }, { "webhook-signature", "v1," + Convert.ToBase64String(signature) } },
        };
    }
}
