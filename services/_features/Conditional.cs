using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UrbanDataHub.Features;

/// <summary>Conditional requests (RFC 9110, clause 13): who has the answer already is told so, and nothing else.</summary>
public static class Conditional
{
    /// <summary>Sets the entity tag of the answer, and answers 304 if the client has it.</summary>
    /// <returns>Whether the answer is done.</returns>
    public static bool NotModified(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!Has(context.Request, tag))
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        context.Response.ContentType = null;
        return true;
    }

    /// <summary>The tag of some bytes: the same content has the same one at every door and after a restart. It is weak, since the same may be sent compressed or not.</summary>
    public static string Tag(ReadOnlySpan<byte> content) => $"W/\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";

    private static bool Has(HttpRequest request, string tag)
    {
        if (!EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known))
            return false;
        var own = EntityTagHeaderValue.Parse(tag);
        return known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Compare(own, useStrongComparison: false));
    }
}
