using System.Text.Json;

[assembly: AssemblyFixture(typeof(UrbanDataHub.Tests.Conformance.Nodes.SharedFederation))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace UrbanDataHub.Tests.Conformance.Nodes;

/// <summary>
/// Five cities on three nodes, as <c>infra/nodes</c> has them, with the real files where they are and simulated ones where
/// not. Nobody changes it, so all classes share it; they run one after the other, since some of them measure time.
/// <c>HUB_CONFORMANCE_URL</c> names a running node to be tested instead.
/// </summary>
public sealed class Federation : IAsyncDisposable
{
    private static readonly IReadOnlyList<string>[] _cities = [["leipzig"], ["muenster"], ["hamburg", "muenchen", "berlin"]];

    // Null where the node is not ours.
    private readonly TestFederation? _nodes;

    private Federation(TestFederation? nodes, HttpClient http) => (_nodes, Http) = (nodes, http);

    /// <summary>The gateway that is asked; the other two are its partners.</summary>
    public HttpClient Http { get; }

    /// <summary>Address of that gateway, with a slash at the end.</summary>
    public Uri Address => Http.BaseAddress!;

    /// <summary>Address of the landing page, without a slash at the end.</summary>
    public string Ogc => $"{Address}ogc";

    /// <summary>Starts the nodes, and waits until every gateway counts what all cities hold.</summary>
    public static async Task<Federation> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("HUB_CONFORMANCE_URL") is { } running)
            return new Federation(null, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(running) });
        var environment = new Dictionary<string, string>
        {
            // Far from what any question takes, so that a busy machine does not make a city late.
            ["HUB_DEADLINE"] = "60",
            // All clients of these tests have one address.
            ["HUB_RATE_LIMIT"] = "off",
        };
        var nodes = await TestFederation.StartAsync(_cities, options: new TestNodeOptions { Environment = environment });
        await WaitAsync(nodes);
        return new Federation(nodes, nodes.Nodes[0].Http);
    }

    /// <summary>A JSON document.</summary>
    public async Task<JsonElement> JsonAsync(string address) => await JsonAsync(Http, address);

    /// <summary>The ids of all collections below a landing page, the catalogue of records among them.</summary>
    public async Task<IReadOnlyList<string>> CollectionsAsync(string landing = "/ogc") => Ids(await JsonAsync($"{landing}/collections"), _ => true);

    /// <summary>The ids of the collections that are for clients of features.</summary>
    public async Task<IReadOnlyList<string>> FeatureCollectionsAsync() => Ids(await JsonAsync("/ogc/collections"), AreFeatures);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_nodes is not null)
            await _nodes.DisposeAsync();
        else
            Http.Dispose();
    }

    private static bool AreFeatures(JsonElement collection) => collection.GetProperty("itemType").GetString() == "feature";

    private static string[] Ids(JsonElement document, Func<JsonElement, bool> wanted) =>
        [.. document.GetProperty("collections").EnumerateArray().Where(wanted).Select(c => c.GetProperty("id").GetString()!)];

    private static async Task WaitAsync(TestFederation nodes)
    {
        string? last = null;
        try
        {
            await Eventually.TrueAsync(
                async () => (last = (await Task.WhenAll(nodes.Nodes.Select(n => DifferenceAsync(n.Http)))).FirstOrDefault(d => d is not null)) is null,
                "every gateway knows what every city holds",
                TimeSpan.FromSeconds(180));
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine(last ?? "");
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a collection's document, which the gateway has in memory, differs from what the rows themselves say; null if nowhere.</summary>
    private static async Task<string?> DifferenceAsync(HttpClient http)
    {
        var document = await JsonAsync(http, "/ogc/collections");
        if (document.GetProperty("federation") is var federation && !federation.GetProperty("complete").GetBoolean())
            return federation.GetRawText();
        // The catalogue of records holds no rows of a city.
        foreach (var collection in document.GetProperty("collections").EnumerateArray().Where(AreFeatures))
        {
            var id = collection.GetProperty("id").GetString();
            var known = collection.GetProperty("cities").EnumerateArray().Sum(d => d.GetProperty("count").GetInt64());
            var page = await JsonAsync(http, $"/ogc/collections/{id}/items?limit=1");
            if (!page.TryGetProperty("numberMatched", out var counted) || counted.GetInt64() != known)
                return $"{http.BaseAddress} knows of {known} {id}, and answers {page.GetProperty("federation").GetRawText()}";
        }

        return document.GetProperty("collections").GetArrayLength() > 0 ? null : $"{http.BaseAddress} knows no collection";
    }

    private static async Task<JsonElement> JsonAsync(HttpClient http, string address)
    {
        using var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}

/// <summary>What is read out of documents again and again.</summary>
internal static class Documents
{
    /// <summary>The address that a document links to; null without such a link.</summary>
    public static Uri? Link(this JsonElement document, string relation)
    {
        var link = document.GetProperty("links").EnumerateArray().FirstOrDefault(l => l.GetProperty("rel").GetString() == relation);
        return link.ValueKind == JsonValueKind.Undefined ? null : new Uri(link.GetProperty("href").GetString()!);
    }
}

/// <summary>The one federation of the assembly.</summary>
public sealed class SharedFederation() : Once<Federation>(Federation.StartAsync);
