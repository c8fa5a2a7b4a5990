using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>An answer in a batch: of an operation, or of a change set with the answers of its operations.</summary>
public sealed record PartAnswer(string? Id, int Status, string? ContentType, string? Location, string Body, IReadOnlyList<PartAnswer>? ChangeSet)
{
    /// <summary>The body, if it is JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>A node that holds what clients write, asked through its gateway.</summary>
public sealed class WrittenTown : IAsyncDisposable
{
    private const string Root = "/sensorthings/v1.1";
    private readonly BareTown _town = new();
    private TestNode _node = null!;

    /// <summary>A thing without anything, to be written.</summary>
    public static string Thing(string name) => $$"""{ "name": "{{name}}", "description": "a thing" }""";

    /// <summary>A datastream with its sensor and property; its thing is named in the body if one is given.</summary>
    public static string Datastream(string name, string? thing = null) => $$"""
        {
          "name": "{{name}}", "description": "every hour", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
          "unitOfMeasurement": { "name": "degree Celsius", "symbol": "°C", "definition": "ucum:Cel" },
          {{(thing is null ? "" : $$""" "Thing": { "@iot.id": {{thing}} }, """)}}
          "ObservedProperty": { "name": "temperature", "definition": "https://example.org/temperature", "description": "how warm it is" },
          "Sensor": { "name": "probe", "description": "a probe", "encodingType": "text/html", "metadata": "https://example.org/probe" }
        }
        """;

    public HttpClient Http => _node.Http;

    /// <summary>The service root as a client sees it.</summary>
    public string Address => new Uri(Http.BaseAddress!, Root).ToString();

    public static Task<WrittenTown> StartAsync() => StartAsync("open");

    /// <param name="access">Value of <c>HUB_SENSORTHINGS_WRITE</c>.</param>
    public static async Task<WrittenTown> StartAsync(string access)
    {
        var town = new WrittenTown();
        var options = town._town.Options with { Environment = new Dictionary<string, string> { ["HUB_SENSORTHINGS_WRITE"] = access } };
        town._node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors, HubProgram.Gateway], options);
        await Eventually.TrueAsync(async () => (await town.Http.GetAsync(Root + "/Things")).IsSuccessStatusCode, "the gateway has found its sensors");
        return town;
    }

    /// <summary>The answer at an address below the service root.</summary>
    public Task<JsonElement> AskAsync(string path) => Http.JsonAsync(Root + path);

    /// <summary>How many entities of a set have a name.</summary>
    public async Task<int> CountAsync(string set, string name) =>
        (await AskAsync($"/{set}?$top=0&$count=true&$filter={Uri.EscapeDataString($"name eq '{name}'")}")).GetProperty("@iot.count").GetInt32();

    /// <summary>Makes an entity and returns its id.</summary>
    public async Task<long> MakeAsync(string set, string body)
    {
        using var answer = await SendAsync("/" + set, body, "application/json");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("@iot.id").GetInt64();
    }

    /// <summary>Sends a body.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, string body, string contentType, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Root + path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        // Who does not wait for the word to go on may find the connection closed before all of a large body is sent.
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a batch of multipart/mixed with the boundary <c>b</c>; its lines may end as in the source.</summary>
    public async Task<List<PartAnswer>> BatchAsync(string body)
    {
        using var answer = await SendAsync("/$batch", Lines(body), "multipart/mixed; boundary=b");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await PartsAsync(answer.Content.Headers.ContentType!.ToString(), await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a batch of JSON; the answers by their ids.</summary>
    public async Task<Dictionary<string, JsonElement>> JsonBatchAsync(string requests)
    {
        using var answer = await SendAsync("/$batch", $$"""{ "requests": [{{requests}}] }""", "application/json");
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

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _town.Dispose();
    }
}

/// <summary>The one such town of a class.</summary>
public sealed class SharedWrittenTown() : Once<WrittenTown>(WrittenTown.StartAsync);
