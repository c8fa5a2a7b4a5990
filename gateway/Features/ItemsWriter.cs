using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Features;

/// <summary>Writes a federated page as GeoJSON: the cities' feature bytes one after the other, and one tail.</summary>
public static class ItemsWriter
{
    /// <summary>Writes the answer, headers included.</summary>
    public static async Task WriteAsync(HttpContext context, FederatedPage page)
    {
        var response = context.Response;
        var self = PublicAddress.Self(context.Request);
        var federation = page.Federation;
        response.ContentType = "application/geo+json";
        response.Headers[FederationJson.Header] = FederationJson.HeaderValue(federation.Cities);
        var next = page.HasNext ? SelfAddress.At(self, page.Cursor) : null;
        response.Headers[CoordinateSystem.HeaderName] = page.Question.Items.Crs.Header;
        WriteLinks(response, page, self, next);
        if (Conditional.NotModified(context, Tag(page, next)))
            return;

        await using var json = new Utf8JsonWriter((IBufferWriter<byte>)response.BodyWriter, AnswerJson.Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteStartArray("features"u8);
        json.Flush();
        await CopyAsync(page, response, context.RequestAborted);
        json.WriteEndArray();
        var path = SelfAddress.Path(self);
        ItemsTail.Write(
            json,
            page.Question.Items.Cursor is { } cursor ? SelfAddress.At(self, cursor) : self,
            next,
            path[..path.LastIndexOf('/')],
            page.Matched,
            page.Returned,
            federation);
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>The same features of the same cities, the same tag; weak, since the answer also tells how long the cities took.</summary>
    private static string Tag(FederatedPage page, string? next)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, features) in page.Runs)
            hash.AppendData(features.Span);
        hash.AppendData(Encoding.UTF8.GetBytes($"{next}|{page.Matched}|{FederationJson.HeaderValue(page.Federation.Cities)}|{page.Question.Items.Crs.Srid}"));
        return $"W/\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12))}\"";
    }

    /// <summary>
    /// <c>next</c> also as a header, for clients that ask for heads only; and where to go on once a missing city is back,
    /// when there is nothing more to be had from the others.
    /// </summary>
    private static void WriteLinks(HttpResponse response, FederatedPage page, string self, string? next)
    {
        if (next is not null)
            response.Headers.Append("Link", $"<{next}>; rel=\"next\"; type=\"application/geo+json\"");
        else if (page.HasMissing && page.Question.Items.Limit > 0)
            response.Headers.Append("Link", $"<{SelfAddress.At(self, page.Cursor)}>; rel=\"urn:urbandatahub:rel:resume\"; type=\"application/geo+json\"");
    }

    private static async Task CopyAsync(FederatedPage page, HttpResponse response, CancellationToken cancel)
    {
        var first = true;
        foreach (var (_, features) in page.Runs)
        {
            if (!first)
                response.BodyWriter.Write(","u8);
            first = false;
            await response.BodyWriter.WriteAsync(features, cancel);
        }
    }
}
