namespace UrbanDataHub.Tests.Servers;

/// <summary>
/// A node for tests: the built programs as processes on free ports, with databases and a virtual host of its own.
/// Programs that are not started are like dead ones to the others.
/// </summary>
public sealed class TestNode : IAsyncDisposable
{
    // A program that starts compiles itself; more nodes at a time would only make one another late, and the tests that run.
    private static readonly string[] _turns = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(n => HubRoot.Combine("artifacts", $"starting-{n}.lock"))];

    private readonly NodePlan _plan;
    private readonly string _server;
    private readonly TestVirtualHost _broker;
    private readonly Dictionary<HubProgram, NodeProcess> _processes;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private TestNode(
        NodePlan plan, string server, TestVirtualHost broker, Dictionary<HubProgram, NodeProcess> processes, IReadOnlyDictionary<string, string> environment)
    {
        (_plan, _server, _broker, _processes, _environment) = (plan, server, broker, processes, environment);
    }

    /// <summary>Unique in the test run; databases are called <c>&lt;name&gt;_&lt;program&gt;</c>.</summary>
    public string Name => _plan.Name;

    /// <summary>The cities it holds.</summary>
    public IReadOnlyList<string> Cities => _plan.Cities;

    /// <summary>The node file that its programs read.</summary>
    public string NodeFile => _plan.File;

    /// <summary>Its virtual host on the broker.</summary>
    public TestVirtualHost VirtualHost => _broker;

    /// <summary>Asks the gateway.</summary>
    public HttpClient Http => this[HubProgram.Gateway].Http;

    /// <summary>A program that this node was started with.</summary>
    public NodeProcess this[HubProgram program] =>
        _processes.TryGetValue(program, out var process) ? process : throw new ArgumentException($"This node was started without {program}.");

    /// <summary>Starts a node and waits until all its programs are ready and, unless told otherwise, all imports are done.</summary>
    /// <param name="cities">Folders of <c>infra/cities</c>.</param>
    /// <param name="programs">Default: all six.</param>
    public static Task<TestNode> StartAsync(
        IReadOnlyList<string> cities, IReadOnlyList<HubProgram>? programs = null, TestNodeOptions? options = null) =>
        StartAsync(NodePlan.For(cities), programs ?? HubPrograms.All, options ?? new TestNodeOptions());

    /// <summary>How to reach this node from another one.</summary>
    public TestPartner AsPartner() => _plan.AsPartner();

    /// <summary>Where a program answers, whether it was started or not.</summary>
    public Uri Address(HubProgram program) => _plan.Address(program);

    /// <summary>Connection string of a program's database.</summary>
    public string ConnectionString(HubProgram program) => $"{_server};Database={Name}_{program.Word()}";

    /// <summary>Runs the command <c>describe</c>; the programs know what it made when they start again.</summary>
    /// <returns>Exit code and what it said.</returns>
    public Task<(int Code, string Output)> RunDescribeAsync(CancellationToken cancel) =>
        NodeCommand.RunAsync(_processes.Keys.First(p => p.IsDomain()), "describe", _environment, cancel);

    /// <summary>Waits until the first imports of all its domain services have ended.</summary>
    public Task WaitImportedAsync(CancellationToken cancel = default) =>
        Task.WhenAll(_processes.Values.Where(p => p.Program.IsDomain()).Select(p => p.WaitImportedAsync(cancel)));

    /// <summary>Kills the programs, drops the databases and the virtual host. The logs stay below <c>artifacts/test-logs</c>.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            // Only failed tests show their output.
            TestContext.Current.TestOutputHelper?.WriteLine($"— {process.LogFile} ends with:\n{process.Log(15)}");
            await process.DisposeAsync();
        }

        await TestDatabase.DropAsync(_server, HubPrograms.All.Select(p => $"{Name}_{p.Word()}"));
        await _broker.DisposeAsync();
    }

    internal static async Task<TestNode> StartAsync(NodePlan plan, IReadOnlyList<HubProgram> programs, TestNodeOptions options)
    {
        plan.Write(options.Partners);
        var environment = await EnvironmentAsync(plan, options);
        var broker = await TestVirtualHost.CreateAsync(plan.Name, options.Servers);
        var processes = programs.ToDictionary(
            p => p, p => new NodeProcess(p, plan.Address(p), Path.Combine(plan.Folder, p.Word() + ".log"), environment));
        var node = new TestNode(plan, await options.Servers.PostgresAsync(), broker, processes, environment);
        try
        {
            if (options.Describe)
                await node.DescribeAsync(TestContext.Current.CancellationToken);
            await node.StartProcessesAsync(options.AwaitImports, TestContext.Current.CancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private async Task DescribeAsync(CancellationToken cancel)
    {
        var (code, output) = await RunDescribeAsync(cancel);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(code == 0, output);
    }

    // The queues of gateway and portal must exist before the first import publishes an event.
    private async Task StartProcessesAsync(bool awaitImports, CancellationToken cancel)
    {
        var (services, fronts) = (_processes.Values.Where(p => p.Program.IsDomain()).ToList(), _processes.Values.Where(p => !p.Program.IsDomain()).ToList());
        await using (await FileLock.TakeAsync(_turns))
        {
            fronts.ForEach(p => p.Start());
            await Task.WhenAll(fronts.Select(p => p.WaitLiveAsync(cancel)));
            services.ForEach(p => p.Start());
            await Task.WhenAll(_processes.Values.Select(p => p.WaitReadyAsync(cancel)));
        }

        if (awaitImports)
            await WaitImportedAsync(cancel);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(NodePlan plan, TestNodeOptions options)
    {
        var environment = new Dictionary<string, string>
        {
            ["HUB_ROOT"] = options.Root,
            ["HUB_NODE"] = plan.File,
            ["HUB_DATA"] = options.Data ?? SharedData.Folder ?? await SimulatedData.FolderAsync(),
            ["HUB_CITIES"] = options.CitiesFolder ?? Path.Combine(options.Root, "infra", "cities"),
            ["HUB_COLLECTIONS"] = Path.Combine(plan.Folder, "collections"),
            ["HUB_POSTGRES"] = await options.Servers.PostgresAsync(),
            ["HUB_RABBITMQ"] = (await options.Servers.RabbitMqAsync()).ToString().TrimEnd('/'),
            ["HUB_MQTT"] = $"{(await options.Servers.MqttAsync()).ToString().TrimEnd('/')}/{plan.Name}",
            // Six collectors with a heap a core each would fill a small machine.
            ["DOTNET_gcServer"] = "0",
        };
        foreach (var (name, value) in options.Environment)
            environment[name] = value;
        return environment;
    }
}
