using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>A node with the series of <see cref="SeriesTown"/>, asked by SensorThings through its gateway.</summary>
public sealed class SensorTown : IAsyncDisposable
{
    /// <summary>All observations: two stations with two datastreams each.</summary>
    public const int Observations = 4 * SeriesTown.Counts;

    private const string Root = "/sensorthings/v1.1";
    private readonly SeriesTown _town = new();
    private TestNode _node = null!;

    public HttpClient Http => _node.Http;

    /// <summary>The service root as a client sees it.</summary>
    public string Address => new Uri(Http.BaseAddress!, Root).ToString();

    public static Task<SensorTown> StartAsync() => StartAsync([]);

    /// <summary>Starts with further environment variables.</summary>
    public static async Task<SensorTown> StartAsync(Dictionary<string, string> environment)
    {
        var town = new SensorTown();
        town._node = await TestNode.StartAsync(["kleinstadt"], [HubProgram.Sensors, HubProgram.Mobility, HubProgram.Gateway], town._town.Options with { Environment = environment });
        await Eventually.TrueAsync(
            async () => (await town.Http.JsonAsync("/datasets")).GetProperty("datasets").EnumerateArray().Count(d => d.GetProperty("count").GetInt64() > 0) == 4,
            "the gateway knows what the town holds", TimeSpan.FromSeconds(60));
        return town;
    }

    /// <summary>The answer at an address below the service root.</summary>
    public Task<JsonElement> AskAsync(string path) => Http.JsonAsync(Root + path);

    /// <summary>The problem at an address below the service root.</summary>
    public Task<JsonElement> ProblemAsync(string path, int status) => Http.ProblemAsync(Root + path, status);

    /// <summary>The entities of all pages, and how many pages there were.</summary>
    public async Task<(List<JsonElement> Entities, int Pages)> WalkAsync(string path)
    {
        var entities = new List<JsonElement>();
        var pages = 0;
        for (var next = Root + path; ; pages++)
        {
            var page = await Http.JsonAsync(next);
            entities.AddRange(page.GetProperty("value").EnumerateArray());
            Assert.True(pages < 1000, "The pages do not end.");
            if (!page.TryGetProperty("@iot.nextLink", out var link))
                return (entities, pages + 1);
            next = link.GetString()!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _town.Dispose();
    }
}

/// <summary>The one town of the classes that only read.</summary>
public sealed class SharedSensorTown() : Once<SensorTown>(SensorTown.StartAsync);
