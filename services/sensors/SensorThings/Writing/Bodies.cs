using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Reads the bodies of requests.</summary>
internal static class Bodies
{
    private const int Longest = HttpLimits.LongestSensorThings;

    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The bytes of the body.</summary>
    /// <exception cref="ProblemException">413: there are too many.</exception>
    public static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context)
    {
        HttpLimits.Allow(context, 8L * Longest);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long length = 0;
        // What is too much is read to its end all the same: who is cut off while sending never hears why.
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            if ((length += read) <= Longest)
                bytes.Write(buffer, 0, read);
        }

        return length <= Longest ? bytes.ToArray() : throw TooLarge();
    }

    /// <summary>JSON of the body; the caller disposes of it.</summary>
    /// <exception cref="ProblemException">400: it is none. 415: it says that it is something else.</exception>
    public static JsonDocument Json(ReadOnlyMemory<byte> bytes, string? contentType)
    {
        if (contentType is not null && !contentType.Contains("json", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"The body is '{contentType}'; entities are written as application/json.");
        try
        {
            return JsonDocument.Parse(bytes, _json);
        }
        catch (JsonException e)
        {
            throw Faults.Member("", $"The body is no JSON: {e.Message}");
        }
    }

    private static ProblemException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, "Too large", $"The body has more than {Longest / 1024 / 1024} MiB; send observations in smaller data arrays.");
}
