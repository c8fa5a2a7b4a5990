using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using UrbanDataHub.Features.Changes;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>Writes a federated page of changes: the cities' bytes one after the other, and one tail.</summary>
public static class ChangesWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the answer, headers included.</summary>
    public static async Task WriteAsync(HttpContext context, FederatedChanges page)
    {
        var response = context.Response;
        var federation = page.Federation;
        response.ContentType = "application/json";
        response.Headers[FederationJson.Header] = FederationJson.HeaderValue(federation.Cities);
        await using var json = new Utf8JsonWriter((IBufferWriter<byte>)response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteStartArray("changes"u8);
        json.Flush();
        var first = true;
        foreach (var piece in page.Parts.SelectMany(p => p.Pieces))
        {
            if (!first)
                response.BodyWriter.Write(","u8);
            first = false;
            await response.BodyWriter.WriteAsync(piece, context.RequestAborted);
        }

        json.WriteEndArray();
        ChangesTail.Write(json, PublicAddress.Self(context.Request), page.Token, page.More, page.Returned, federation);
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>
    /// 410 that says of which cities the token says nothing any more, and with which token the reader goes on once it has
    /// thrown away what it holds of them: the other cities need not begin anew.
    /// </summary>
    public static Task WriteExpiredAsync(HttpContext context, FederatedChanges page)
    {
        var cities = string.Join(", ", page.Expired);
        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Title = "Token expired",
            Status = StatusCodes.Status410Gone,
            Detail = $"What changed in {cities} since the token is not known: a city's data was restored or made anew, or it has left the federation. Throw away what you hold of {cities} and go on with the token given here.",
            Extensions = { ["parameter"] = "since", ["cities"] = page.Expired, ["token"] = page.RenewedToken },
        };
        context.Response.StatusCode = StatusCodes.Status410Gone;
        return context.Response.WriteAsJsonAsync(problem, Json.Options, "application/problem+json", context.RequestAborted);
    }
}
