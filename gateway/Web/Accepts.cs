using Microsoft.Net.Http.Headers;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Which types a client accepts.</summary>
public static class Accepts
{
    /// <summary>The accepted types in lower case, the most wanted first; empty if the client does not say.</summary>
    public static IReadOnlyList<string> Of(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var list)
            ? [.. list.Where(a => a.Quality is not 0).OrderByDescending(a => a.Quality ?? 1).Select(a => a.MediaType.Value!.ToLowerInvariant())]
            : [];

    /// <summary>Whether the client is a browser that wants a page rather than one of these types.</summary>
    public static bool Page(HttpRequest request, params ReadOnlySpan<string> others)
    {
        foreach (var type in Of(request))
        {
            if (type == "text/html")
                return true;
            if (others.Contains(type))
                return false;
        }

        return false;
    }
}
