namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>One node that holds alba, with a stand-in as partner.</summary>
public sealed class NodeWithStandIn : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Defaults = new() { ["HUB_DEADLINE"] = "60", ["HUB_LAST_GOOD"] = "off" };
    private readonly TestNode _node;

    private NodeWithStandIn(Towns towns, StandIn partner, TestNode node) => (Towns, Partner, _node) = (towns, partner, node);

    public Towns Towns { get; }

    public StandIn Partner { get; }

    public HttpClient Http => _node.Http;

    /// <summary>Whether the gateway never ended.</summary>
    public bool IsRunning => _node[HubProgram.Gateway].IsRunning;

    public static Task<NodeWithStandIn> StartAsync() => StartAsync([]);

    /// <summary>Starts with further environment variables.</summary>
    public static async Task<NodeWithStandIn> StartAsync(Dictionary<string, string> environment)
    {
        var (towns, partner) = (new Towns(), new StandIn());
        var options = new TestNodeOptions
        {
            Root = towns.Folder,
            Data = towns.Folder,
            Partners = [new TestPartner("stand_in", partner.Url, [StandIn.City])],
            // Without copies, so that a missing city is missing.
            Environment = new Dictionary<string, string>(environment.Concat(Defaults.ExceptBy(environment.Keys, d => d.Key))),
        };
        var node = new NodeWithStandIn(towns, partner, await TestNode.StartAsync(["alba"], ThreeNodes.Programs, options));
        await node.HealthyAsync();
        return node;
    }

    /// <summary>Lets the partner behave, and waits until the gateway has noticed.</summary>
    public async Task HealthyAsync()
    {
        Partner.Misbehaves = _ => null;
        await Eventually.TrueAsync(
            async () => (await Http.PageAsync("/ogc/collections/benches/items?limit=1000")).Matched == 69,
            "alba's 64 and erla's 5 benches come", TimeSpan.FromSeconds(120));
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await Partner.DisposeAsync();
        Towns.Dispose();
    }
}
