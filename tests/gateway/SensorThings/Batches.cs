using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>An answer in a batch: of an operation, or of a change set with the answers of its operations.</summary>
public sealed record PartAnswer(string? Id, int Status, string? ContentType, string? Location, string Body, IReadOnlyList<PartAnswer>? ChangeSet)
{
    /// <summary>The body, if it is JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>Sends batches, and takes their answers apart.</summary>
public static class Batches
{
    /// <summary>Sends a batch of multipart/mixed with the boundary <c>b</c>; its lines may end as in the source.</summary>
    public static async Task<List<PartAnswer>> BatchAsync(this WrittenTown town, string body)
    {
        using var answer = await town.PostAsync("/$batch", Lines(body), "multipart/mixed; boundary=b");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await PartsAsync(answer.Content.Headers.ContentType!.ToString(), await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a batch of JSON; the answers by their ids.</summary>
    public static async Task<Dictionary<string, JsonElement>> JsonBatchAsync(this WrittenTown town, string requests)
    {
        using var answer = await town.PostAsync("/$batch", $$"""{ "requests": [{{requests}}] }""", "application/json");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("responses").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetString()!);
    }

    /// <summary>A text whose lines end with CR and LF.</summary>
    public static string Lines(string text) => text.ReplaceLineEndings("\r\n") + "\r\n";

    private static async Task<List<PartAnswer>> PartsAsync(string contentType, Stream body)
    {
        var type = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        Assert.Equal("multipart/mixed", type.MediaType.Value);
        var reader = new MultipartReader(type.Boundary.Value!, body);
        var parts = new List<PartAnswer>();
        while (await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken) is { } part)
        {
            var id = part.Headers!.TryGetValue("Content-ID", out var given) ? given.ToString() : null;
            parts.Add(part.ContentType!.StartsWith("multipart/", StringComparison.Ordinal)
                ? new PartAnswer(id, 0, null, null, "", await PartsAsync(part.ContentType, part.Body))
                : await MessageAsync(id, part));
        }

        return parts;
    }

    private static async Task<PartAnswer> MessageAsync(string? id, MultipartSection part)
    {
        Assert.Equal("application/http", part.ContentType);
        using var bytes = new MemoryStream();
        await part.Body.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        var message = Encoding.UTF8.GetString(bytes.ToArray()).Split("\r\n\r\n", 2);
        var lines = message[0].Split("\r\n");
        Assert.StartsWith("HTTP/1.1 ", lines[0], StringComparison.Ordinal);
        var headers = lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Encoding.UTF8.GetByteCount(message[1]).ToString(System.Globalization.CultureInfo.InvariantCulture), headers["Content-Length"]);
        return new PartAnswer(id, int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers.GetValueOrDefault("Content-Type"), headers.GetValueOrDefault("Location"), message[1], null);
    }
}
