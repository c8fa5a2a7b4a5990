using UrbanDataHub.Features;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Addresses in answers, built from the scheme and host that the client asked, so that they work for that client.</summary>
public static class PublicAddress
{
    private const int LongestTold = 16 * 1024;

    /// <summary>The gateway as asked, without a slash at the end.</summary>
    public static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";

    /// <summary>The address as asked, without its query.</summary>
    public static string Path(HttpRequest request) => Root(request) + request.Path.ToUriComponent();

    /// <summary>
    /// The address as asked, without <c>cursor</c>. A partner gateway that asks for a client of its own says in
    /// <c>Hub-Self</c> under which address that client asked; only the one who asks sees what it says.
    /// </summary>
    public static string Self(HttpRequest request)
    {
        var told = request.Headers[SelfAddress.Header];
        if (told is [{ Length: < LongestTold } address] && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return address;
        return Path(request) + Without(request.QueryString.Value, "cursor");
    }

    /// <summary>The query string as written, without some parameters.</summary>
    public static string Without(string? query, params ReadOnlySpan<string> names)
    {
        if (string.IsNullOrEmpty(query) || query == "?")
            return "";
        var kept = new List<string>();
        foreach (var pair in query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!names.Contains(Uri.UnescapeDataString(pair.Split('=')[0])))
                kept.Add(pair);
        }

        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }
}
