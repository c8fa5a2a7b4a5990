namespace UrbanDataHub.Tests.Servers;

/// <summary>Several test nodes that know each other as partners.</summary>
public sealed class TestFederation : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];

    /// <summary>The nodes in the order given.</summary>
    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>The node that holds a city.</summary>
    public TestNode this[string city] => _nodes.Single(n => n.Cities.Contains(city));

    /// <summary>Starts one node for each list of cities; <c>[["leipzig"], ["muenster"], ["hamburg", "berlin"]]</c> makes three.</summary>
    /// <param name="programs">Programs of each node; default: all six.</param>
    /// <param name="numbers">The <c>number</c> of each node; default: none.</param>
    /// <param name="options">Its partners are added to those that the nodes are to each other.</param>
    public static async Task<TestFederation> StartAsync(
        IReadOnlyList<IReadOnlyList<string>> nodes, IReadOnlyList<HubProgram>? programs = null, TestNodeOptions? options = null, IReadOnlyList<int?>? numbers = null)
    {
        options ??= new TestNodeOptions();
        var plans = nodes.Select((cities, i) => NodePlan.For(cities, numbers?[i])).ToList();
        var federation = new TestFederation();
        try
        {
            foreach (var plan in plans)
            {
                var partners = plans.Where(p => p != plan).Select(p => p.AsPartner()).Concat(options.Partners).ToList();
                var node = await TestNode.StartAsync(plan, programs ?? HubPrograms.All, options with { Partners = partners, AwaitImports = false });
                federation._nodes.Add(node);
            }

            if (options.AwaitImports)
                await Task.WhenAll(federation._nodes.Select(n => n.WaitImportedAsync(TestContext.Current.CancellationToken)));
            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }
}
