namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>A node with the social service alone and a city without sources: its outbox holds what a test puts there.</summary>
internal sealed class QuietNode : IAsyncDisposable
{
    private readonly TemporaryFolder _cities;

    private QuietNode(TestNode node, TemporaryFolder cities)
    {
        (Node, _cities) = (node, cities);
        Events = new TestEvents(node.ConnectionString(HubProgram.Social));
    }

    public TestNode Node { get; }

    public NodeProcess Service => Node[HubProgram.Social];

    public TestEvents Events { get; }

    public static async Task<QuietNode> StartAsync(TestServers? servers = null)
    {
        var cities = new TemporaryFolder();
        cities.Write("leipzig/city.yaml", """
            city: leipzig
            name: { de: Leipzig, en: Leipzig }
            key: "14713000"
            zone: Europe/Berlin
            bbox: [12.2, 51.2, 12.6, 51.5]
            publisher: Stadt Leipzig
            """);
        var options = new TestNodeOptions { CitiesFolder = cities.Path, Data = cities.Path, Servers = servers ?? TestServers.Shared };
        return new QuietNode(await TestNode.StartAsync(["leipzig"], [HubProgram.Social], options), cities);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _cities.Dispose();
    }
}
