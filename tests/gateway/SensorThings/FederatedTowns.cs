using System.Net.Http.Json;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Nodes of bare towns that are each other's partners, filled by SensorThings; the third has two towns.</summary>
public sealed class FederatedTowns : IAsyncDisposable
{
    /// <summary>Service root at every gateway.</summary>
    public const string Root = "/sensorthings/v1.1";

    /// <summary>Things of each node.</summary>
    public const int Things = 12;

    private static readonly string[][] _cities = [["neustadt"], ["oststadt"], ["weststadt", "suedstadt"]];

    // Capitals, umlauts, and two signs that UTF-16 sorts in another order than their code points; some in every node.
    private static readonly string[] _names = ["Zaun", "apfel", "Apfel", "Ärmel", "well", "Öl", "\uFF5E wave", "\U0001F600 pond", "zebra", "well"];

    private readonly BareTown _towns = new([.. _cities.SelectMany(c => c)]);
    private TestFederation _federation = null!;

    /// <summary>The nodes.</summary>
    public IReadOnlyList<TestNode> Nodes => _federation.Nodes;

    /// <summary>The gateway of the first.</summary>
    public HttpClient Http => Nodes[0].Http;

    /// <summary>Starts nodes of these numbers, one for each.</summary>
    public static Task<FederatedTowns> StartAsync(params int?[] numbers) => StartWithAsync([], numbers);

    /// <summary>The same with further partners of all nodes.</summary>
    public static async Task<FederatedTowns> StartWithAsync(IReadOnlyList<TestPartner> partners, params int?[] numbers)
    {
        var towns = new FederatedTowns();
        // Long enough for a busy machine.
        var environment = new Dictionary<string, string> { ["HUB_SENSORTHINGS_WRITE"] = "open", ["HUB_DEADLINE"] = "20" };
        towns._federation = await TestFederation.StartAsync(
            _cities[..numbers.Length], [HubProgram.Sensors, HubProgram.Gateway], towns._towns.Options with { Environment = environment, Partners = partners }, numbers);
        foreach (var node in towns.Nodes)
            await FoundAsync(node);
        return towns;
    }

    /// <summary>Waits until a gateway has found its sensors.</summary>
    public static Task FoundAsync(TestNode node) =>
        Eventually.TrueAsync(async () => (await node.Http.GetAsync($"/node{Root}")).IsSuccessStatusCode, "the gateway has found its sensors");

    /// <summary>Three nodes, filled; they know each other.</summary>
    public static async Task<FederatedTowns> FilledAsync()
    {
        var towns = await StartAsync(7, 2, 999);
        for (var i = 0; i < towns.Nodes.Count; i++)
            await towns.FillAsync(i);
        await towns.CompleteAsync();
        return towns;
    }

    /// <summary>Waits until every gateway hears every node.</summary>
    public Task CompleteAsync() => Eventually.TrueAsync(
        async () =>
        {
            foreach (var node in Nodes)
            {
                using var answer = await node.Http.GetAsync($"{Root}/Things?$top=0");
                if (!answer.IsSuccessStatusCode || !(await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("@hub.federation").GetProperty("complete").GetBoolean())
                    return false;
            }

            return true;
        },
        "every gateway hears every node",
        TimeSpan.FromSeconds(60));

    /// <summary>Writes the things of a node: some words and numbers in common with the other nodes, some missing.</summary>
    public async Task FillAsync(int node)
    {
        for (var i = 0; i < Things; i++)
            await MakeAsync(node, Thing(_names[(i * 3 + node) % _names.Length], i % 3 == 0 ? null : i % 4, i));
    }

    /// <summary>Makes a thing at a node; its id.</summary>
    public async Task<long> MakeAsync(int node, object thing)
    {
        using var answer = await Nodes[node].Http.PostAsJsonAsync($"{Root}/Things", thing, JsonSerializerOptions.Default);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("@iot.id").GetInt64();
    }

    /// <summary>A thing with a datastream of five observations.</summary>
    public static object Thing(string name, int? depth, int number) => new
    {
        name,
        description = "for tests",
        properties = depth is null ? new Dictionary<string, object>() : new Dictionary<string, object> { ["depth"] = depth },
        Locations = new[] { WrittenTown.Place(7.5, 51.5) },
        Datastreams = new[]
        {
            new
            {
                name = "level of " + name,
                description = "every hour",
                observationType = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                unitOfMeasurement = new { name = "metre", symbol = "m", definition = "ucum:m" },
                ObservedProperty = new { name = "level", definition = "https://example.org/level", description = "of water" },
                Sensor = new { name = "probe", description = "on a cable", encodingType = "text/html", metadata = "https://example.org/probe" },
                Observations = Enumerable.Range(0, 5).Select(i => new { phenomenonTime = $"2026-01-01T0{i}:00:00.123456Z", result = (number + i) % 4 }),
            },
        },
    };

    /// <summary>All entities of an address by its links to the next page, and how many pages there were.</summary>
    public static async Task<(List<JsonElement> Entities, int Pages)> WalkAsync(HttpClient http, string path)
    {
        var (entities, next) = (new List<JsonElement>(), Root + path);
        for (var pages = 1; ; pages++)
        {
            var page = await http.JsonAsync(next);
            Assert.StartsWith(Root + path.Split('?')[0], new Uri(http.BaseAddress!, next).AbsolutePath, StringComparison.Ordinal);
            entities.AddRange(page.GetProperty("value").EnumerateArray());
            if (!page.TryGetProperty("@iot.nextLink", out var link))
                return (entities, pages);
            next = link.GetString()!;
            Assert.StartsWith(http.BaseAddress!.ToString(), next, StringComparison.Ordinal);
            Assert.True(pages < 500, "The pages do not end.");
        }
    }

    /// <summary>What every node has of a set, by their own service roots.</summary>
    public async Task<List<JsonElement>> ApartAsync(string path)
    {
        var all = new List<JsonElement>();
        foreach (var node in Nodes)
            all.AddRange((await node.Http.JsonAsync($"/node{Root}{path}")).GetProperty("value").EnumerateArray());
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _federation.DisposeAsync();
        _towns.Dispose();
    }
}

/// <summary>The one federation of the classes that leave its processes alone.</summary>
public sealed class SharedFederatedTowns() : Once<FederatedTowns>(FederatedTowns.FilledAsync);
