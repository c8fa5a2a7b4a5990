using System.Net;
using System.Net.Http.Headers;

namespace UrbanDataHub.Tests.Gateway.Tiles;

/// <summary>A tile as it came.</summary>
/// <param name="Tile">Null when it is 204 or 304.</param>
/// <param name="Cities">The header <c>Hub-Cities</c>.</param>
public sealed record TileReply(HttpStatusCode Status, DecodedTile? Tile, byte[] Bytes, string? Tag, string? Cities, string? CacheControl, HttpContentHeaders Headers)
{
    /// <summary>The ids of a layer; none where there is no such layer.</summary>
    public List<string> Ids(string layer) => Tile is not null && Tile.Layers.TryGetValue(layer, out var features) ? [.. features.Select(f => f.Id).Order(StringComparer.Ordinal)] : [];
}

/// <summary>Questions for tiles over HTTP.</summary>
public static class TileAnswers
{
    /// <summary>The tile at an address: 200, 204 or 304.</summary>
    public static async Task<TileReply> TileAsync(this HttpClient http, string address, string? knownTag = null, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (knownTag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", knownTag);
        if (encoding is not null)
            request.Headers.Add("Accept-Encoding", encoding);
        using var answer = await http.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.NotModified, $"{address}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
        var isPlain = answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentEncoding.Count == 0;
        if (answer.StatusCode == HttpStatusCode.OK)
            Assert.Equal("application/vnd.mapbox-vector-tile", answer.Content.Headers.ContentType?.MediaType);
        return new TileReply(
            answer.StatusCode, isPlain ? DecodedTile.Read(bytes) : null, bytes, answer.Headers.ETag?.ToString(),
            answer.Headers.TryGetValues("Hub-Cities", out var cities) ? cities.Single() : null, answer.Headers.CacheControl?.ToString(), answer.Content.Headers);
    }
}
