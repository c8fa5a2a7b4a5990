using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>A node with a <see cref="BareTown"/>, written to by SensorThings through its gateway.</summary>
public sealed class WrittenTown : IAsyncDisposable
{
    private const string Root = "/sensorthings/v1.1";
    private readonly BareTown _town = new();

    /// <summary>The node.</summary>
    public TestNode Node { get; private set; } = null!;

    public HttpClient Http => Node.Http;

    /// <summary>The service root as a client sees it.</summary>
    public string Address => new Uri(Http.BaseAddress!, Root).ToString();

    /// <summary>Starts with everybody allowed to write.</summary>
    public static Task<WrittenTown> StartAsync() => StartAsync("open");

    /// <summary>Starts with a setting of who may write.</summary>
    /// <param name="prepare">What the town has before its node starts.</param>
    /// <param name="servers">Those of a test that kills them; default: the shared ones.</param>
    public static async Task<WrittenTown> StartAsync(string allowed, Action<BareTown>? prepare = null, TestServers? servers = null)
    {
        var town = new WrittenTown();
        prepare?.Invoke(town._town);
        var options = town._town.Options with { Servers = servers ?? TestServers.Shared, Environment = new Dictionary<string, string> { ["HUB_SENSORTHINGS_WRITE"] = allowed } };
        town.Node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors, HubProgram.Gateway], options);
        await Eventually.TrueAsync(async () => (await town.Http.GetAsync(Root)).IsSuccessStatusCode, "the gateway has found its sensors");
        return town;
    }

    /// <summary>A thing with a location, a datastream of water temperature, and observations if there are results.</summary>
    public static string Well(string name, params double[] results) => JsonSerializer.Serialize(new
    {
        name,
        description = "a well in the park",
        properties = new { depth = 12, @operator = "Stadtwerke" },
        Locations = new[] { Place(7.5, 51.5) },
        Datastreams = new[]
        {
            new
            {
                name = "temperature of the water",
                description = "every hour",
                observationType = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                unitOfMeasurement = new { name = "degree Celsius", symbol = "°C", definition = "ucum:Cel" },
                ObservedProperty = new { name = "Water temperature", definition = "https://vocab.nerc.ac.uk/standard_name/water_temperature/", description = "how warm the water is" },
                Sensor = new { name = "probe", description = "on a cable", encodingType = "text/html", metadata = "https://example.org/probe" },
                Observations = results.Select((result, i) => new { phenomenonTime = $"2026-01-01T{i:00}:00:00Z", result }),
            },
        },
    });

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

    /// <summary>A Location.</summary>
    public static object Place(double longitude, double latitude) => new
    {
        name = "park",
        description = "in the middle",
        encodingType = "application/geo+json",
        location = new { type = "Point", coordinates = new[] { longitude, latitude } },
    };

    /// <summary>Makes a well; ids of its thing and datastream.</summary>
    public async Task<(long Thing, long Datastream)> MakeWellAsync(params double[] results)
    {
        var thing = (await SendAsync("POST", "/Things", Well("well", results), 201)).GetProperty("@iot.id").GetInt64();
        return (thing, (await AskAsync($"/Things({thing})/Datastreams")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64());
    }

    /// <summary>The answer at an address below the service root.</summary>
    public Task<JsonElement> AskAsync(string path) => Http.JsonAsync(Root + path);

    /// <summary>How many entities there are at an address.</summary>
    public async Task<long> CountAsync(string path) => (await AskAsync($"{path}?$count=true&$top=0")).GetProperty("@iot.count").GetInt64();

    /// <summary>How many entities of a set have a name.</summary>
    public async Task<int> CountAsync(string set, string name) =>
        (await AskAsync($"/{set}?$top=0&$count=true&$filter={Uri.EscapeDataString($"name eq '{name}'")}")).GetProperty("@iot.count").GetInt32();

    /// <summary>Makes an entity and returns its id.</summary>
    public async Task<long> MakeAsync(string set, string body)
    {
        using var answer = await PostAsync("/" + set, body, "application/json");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("@iot.id").GetInt64();
    }

    /// <summary>Sends a body.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string body, string contentType, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Root + path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        // Who does not wait for the word to go on may find the connection closed before all of a large body is sent.
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Writes, and expects a status.</summary>
    public async Task<JsonElement> SendAsync(string method, string path, string body, int status, string type = "application/json")
    {
        using var answer = await SendAsync(method, path, body, type);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Writes, and expects a problem document.</summary>
    public async Task<JsonElement> ProblemAsync(string method, string path, string body, int status, string type = "application/json")
    {
        using var answer = await SendAsync(method, path, body, type);
        return await Answers.ProblemAsync(answer, status, $"{method} {path} {body[..Math.Min(body.Length, 200)]}");
    }

    /// <summary>Writes.</summary>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Root + path);
        if (method != "DELETE")
            request.Content = new StringContent(body, Encoding.UTF8, type);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _town.Dispose();
    }
}

/// <summary>The one town of the classes that write beside each other.</summary>
public sealed class SharedWrittenTown() : Once<WrittenTown>(WrittenTown.StartAsync);
