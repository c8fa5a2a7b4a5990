using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>A node that holds alba, with a foreign server that holds fremda.</summary>
public sealed class NodeWithForeign : IAsyncDisposable
{
    private readonly TestNode _node;

    private NodeWithForeign(Towns towns, ForeignServer server, TestNode node) => (Towns, Server, _node) = (towns, server, node);

    public Towns Towns { get; }

    public ForeignServer Server { get; }

    public HttpClient Http => _node.Http;

    /// <summary>Starts it; the server is its own to dispose of.</summary>
    /// <param name="type">The partner's type.</param>
    /// <param name="path">What follows the server's address.</param>
    /// <param name="mapping">What the mapping file holds.</param>
    public static async Task<NodeWithForeign> StartAsync(ForeignServer server, string type, string path, string mapping)
    {
        var towns = new Towns();
        var file = Path.Combine(towns.Folder, "fremda.yaml");
        await File.WriteAllTextAsync(file, mapping);
        var options = new TestNodeOptions
        {
            Root = towns.Folder,
            Data = towns.Folder,
            Partners = [new TestPartner("fremd", new Uri(server.Url, path), [ForeignBenches.City], type, file)],
            Environment = new Dictionary<string, string> { ["HUB_DEADLINE"] = "20", ["HUB_LAST_GOOD"] = "8" },
        };
        var node = new NodeWithForeign(towns, server, await TestNode.StartAsync(["alba"], ThreeNodes.Programs, options));
        await node.HealthyAsync();
        // How a page is shared depends on the counts that are known; a copy is of one share.
        await Eventually.TrueAsync(node.KnowsCountAsync, "the gateway knows how many benches alba has");
        return node;
    }

    /// <summary>Lets the server behave, and waits until the gateway has noticed.</summary>
    public async Task HealthyAsync()
    {
        Server.Misbehaves = null;
        await Eventually.TrueAsync(
            async () => (await Http.PageAsync("/ogc/collections/benches/items?limit=1000")).Federation is var f && f.GetProperty("complete").GetBoolean() && f.States().Count == 2,
            "both cities answer", TimeSpan.FromSeconds(120));
    }

    private async Task<bool> KnowsCountAsync() => (await Http.JsonAsync("/cities/alba/datasets")).GetProperty("datasets").EnumerateArray()
        .Any(d => d.GetProperty("collection").GetString() == "benches" && d.GetProperty("count").GetInt64() == 64);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await Server.DisposeAsync();
        Towns.Dispose();
    }
}
