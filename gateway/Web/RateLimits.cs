using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// How many requests one address may send in a window. <c>HUB_RATE_LIMIT</c>, such as <c>10000/10</c> for 10,000 in ten
/// seconds, or <c>off</c>.
/// </summary>
public sealed record RateLimitOptions(int Requests, TimeSpan Window)
{
    /// <summary>Far more than people and well-made programs send; a bound for those that run wild.</summary>
    public const string Default = "10000/10";

    /// <summary>Reads the setting; null if there is no limit.</summary>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public static RateLimitOptions? From(IConfiguration configuration)
    {
        var text = configuration["HUB_RATE_LIMIT"] ?? Default;
        if (text == "off")
            return null;
        return text.Split('/') is [var requests, var seconds]
            && int.TryParse(requests, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0
            && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var window) && window is > 0 and <= 3600
                ? new RateLimitOptions(most, TimeSpan.FromSeconds(window))
                : throw new ConfigurationException($"HUB_RATE_LIMIT: '{text}' is neither 'off' nor requests/seconds such as {Default}.");
    }
}

/// <summary>
/// Keeps the limit and tells each client where it stands, in the headers <c>RateLimit-Policy</c> and <c>RateLimit</c> (IETF
/// draft "RateLimit header fields for HTTP"); who has used it up gets 429 and <c>Retry-After</c>.
/// </summary>
public sealed class RateLimits(RateLimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Requests, Window = options.Window }));

    private readonly string _policy = $"\"address\";q={options.Requests};w={options.Window.TotalSeconds:0}";

    /// <summary>Counts the request, and lets it pass or not.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        using var lease = _limiter.AttemptAcquire(address);
        var left = _limiter.GetStatistics(address)?.CurrentAvailablePermits ?? 0;
        context.Response.Headers["RateLimit-Policy"] = _policy;
        context.Response.Headers["RateLimit"] = $"\"address\";r={left}";
        if (lease.IsAcquired)
            return next(context);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : options.Window;
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        throw new ProblemException(
            StatusCodes.Status429TooManyRequests,
            "Too many requests",
            $"This address has sent {options.Requests} requests within {options.Window.TotalSeconds:0} s, which is the limit; 'Retry-After' says when to go on.");
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
