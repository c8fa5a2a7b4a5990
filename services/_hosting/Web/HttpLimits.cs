using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace UrbanDataHub.Hosting.Web;

/// <summary>How much of a request every program of a node reads: all the same, so that what one accepts the next does not refuse.</summary>
public static class HttpLimits
{
    /// <summary>Longest request line in bytes: a filter is part of an address, and so is the cursor of a walk through many cities.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>All headers together in bytes: a gateway tells a service in one of them which address the client wrote.</summary>
    public const int Headers = LongestLine + (32 * 1024);

    /// <summary>Longest body in bytes, where an endpoint does not say otherwise.</summary>
    public const int LongestBody = 1024 * 1024;

    /// <summary>Longest body of SensorThings in bytes: data arrays and batches bring thousands of observations at once.</summary>
    public const int LongestSensorThings = 8 * 1024 * 1024;

    /// <summary>Lets a request have a longer body than usual.</summary>
    public static void Allow(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytes;
    }
}
