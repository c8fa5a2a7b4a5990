using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Features;

/// <summary>
/// The public address under which a question was asked. The gateway says it in <c>Hub-Self</c>, without <c>cursor</c>,
/// so that a service writes final links and its answer is passed on byte by byte (infra/decisions/0004).
/// </summary>
public static class SelfAddress
{
    /// <summary>Name of the header. Services listen on loopback only; nobody but the gateway sets it.</summary>
    public const string Header = "Hub-Self";

    /// <summary>Path and query as asked, without <c>cursor</c>, below the address the gateway named or else the node's.</summary>
    public static string Of(HttpRequest request, NodeFile node)
    {
        if (request.Headers.TryGetValue(Header, out var told) && told.Count == 1)
            return told.ToString();
        var query = request.Query.Where(p => p.Key != "cursor").Select(p => KeyValuePair.Create(p.Key, (string?)p.Value.ToString()));
        return QueryHelpers.AddQueryString(node.Url.GetLeftPart(UriPartial.Authority) + request.Path, query);
    }

    /// <summary>The same address at another place of the result.</summary>
    public static string At(string self, string cursor) =>
        self + (self.Contains('?', StringComparison.Ordinal) ? "&cursor=" : "?cursor=") + cursor;

    /// <summary>The same address with another value of a parameter.</summary>
    public static string With(string self, string name, string value)
    {
        var path = Path(self);
        var kept = self.Length == path.Length ? [] : self[(path.Length + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => Uri.UnescapeDataString(p.Split('=')[0]) != name);
        return $"{path}?{string.Join('&', kept.Append($"{name}={Uri.EscapeDataString(value)}"))}";
    }

    /// <summary>The address without its query.</summary>
    public static string Path(string self) => self.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? self[..query] : self;
}
