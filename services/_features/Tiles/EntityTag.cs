using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UrbanDataHub.Features.Tiles;

/// <summary>The entity tag of a tile (RFC 9110, clause 8.8.3): the same content has the same tag at every door and after a restart.</summary>
public static class EntityTag
{
    private const int Length = 16;

    /// <summary>The tag of some bytes. It is weak, since the same tile may be sent compressed or not.</summary>
    public static string Of(ReadOnlySpan<byte> content) => $"W/\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, Length))}\"";

    /// <summary>Whether the client says in <c>If-None-Match</c> that it has this content (RFC 9110, clause 13.1.2).</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == "*" || known.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
}
