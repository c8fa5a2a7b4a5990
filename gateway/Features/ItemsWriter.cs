using System.Buffers;
using System.Text.Json;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Features;

/// <summary>Writes a federated page as GeoJSON: the cities' feature bytes one after the other, and one tail.</summary>
public static class ItemsWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the answer, headers included.</summary>
    public static async Task WriteAsync(HttpContext context, FederatedPage page)
    {
        var response = context.Response;
        var self = PublicAddress.Self(context.Request);
        var federation = page.Federation;
        response.ContentType = "application/geo+json";
        response.Headers[FederationJson.Header] = FederationJson.HeaderValue(federation.Cities);
        var next = page.HasNext ? SelfAddress.At(self, page.Cursor) : null;
        WriteLinks(response, page, self, next);

        await using var json = new Utf8JsonWriter((IBufferWriter<byte>)response.BodyWriter, Options);
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
        foreach (var piece in page.Parts.SelectMany(p => p.Pieces).Where(p => p.Count > 0))
        {
            if (!first)
                response.BodyWriter.Write(","u8);
            first = false;
            await response.BodyWriter.WriteAsync(piece.Features, cancel);
        }
    }
}
