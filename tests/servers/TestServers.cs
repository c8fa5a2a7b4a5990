using System.Collections.Concurrent;

namespace UrbanDataHub.Tests.Servers;

/// <summary>The servers of a set.</summary>
public enum Server
{
    /// <summary>The PostgreSQL cluster.</summary>
    Postgres,

    /// <summary>The RabbitMQ broker.</summary>
    RabbitMq,

    /// <summary>The MQTT broker.</summary>
    Mosquitto,
}

/// <summary>
/// PostgreSQL, RabbitMQ and mosquitto for tests. Each is found or started when first asked for, through <c>infra/servers</c>.
/// A missing package skips the test, see <see cref="Prerequisite"/>.
/// </summary>
public sealed class TestServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Server, Lazy<Task>> _started = new();
    private readonly Dictionary<string, string> _environment;
    private readonly Lazy<Task<Dictionary<string, string>>> _addresses;
    private readonly bool _own;
    private FileStream? _lease;

    private TestServers(bool own, Dictionary<string, string> environment)
    {
        _own = own;
        _environment = environment;
        _addresses = new(ReadAddressesAsync);
    }

    /// <summary>
    /// The set that all tests of the machine share: use fresh databases, virtual hosts and topics on it, and never kill it.
    /// <c>HUB_TEST_POSTGRES</c>, <c>HUB_TEST_RABBITMQ</c> (with <c>HUB_TEST_RABBITMQ_HTTP</c>) and <c>HUB_TEST_MQTT</c> name other servers.
    /// </summary>
    public static TestServers Shared { get; } = new(own: false, []);

    /// <summary>A set for one test, which may kill its servers. Starting takes seconds; disposing stops it and deletes its data.</summary>
    public static TestServers Own()
    {
        var port = FreePorts.Row(6);
        var names = new[] { "POSTGRES", "RABBITMQ", "RABBITMQ_HTTP", "ERLANG", "EPMD", "MQTT" };
        var environment = names.Select((name, i) => (Name: "HUB_PORT_" + name, Port: port + i)).ToDictionary(v => v.Name, v => $"{v.Port}");
        // Unlike a temporary folder of .NET, one that the servers' users may enter.
        environment["HUB_STATE"] = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"urbandatahub-{Guid.NewGuid():n}")).FullName;
        return new TestServers(own: true, environment);
    }

    /// <summary>Connection string of the cluster, without a database; the role may create databases.</summary>
    public Task<string> PostgresAsync() => AddressAsync(Server.Postgres, "POSTGRES");

    /// <summary>Address of the broker without a virtual host, as in <c>HUB_RABBITMQ</c>.</summary>
    public async Task<Uri> RabbitMqAsync() => new(await AddressAsync(Server.RabbitMq, "RABBITMQ"));

    /// <summary>Address of the broker's management API, without <c>/api</c>.</summary>
    public async Task<Uri> RabbitMqManagementAsync() => new(await AddressAsync(Server.RabbitMq, "RABBITMQ_HTTP"));

    /// <summary>Address of the MQTT broker.</summary>
    public async Task<Uri> MqttAsync() => new(await AddressAsync(Server.Mosquitto, "MQTT"));

    /// <summary>Starts a server again after <see cref="KillAsync"/>, on the same port and data.</summary>
    public Task StartAsync(Server server) => ScriptAsync("start", Name(server));

    /// <summary>Ends a server of an own set with SIGKILL.</summary>
    public async Task KillAsync(Server server)
    {
        Assert.True(_own, "The shared servers serve other tests at this moment; use TestServers.Own().");
        await ScriptAsync("kill", Name(server));
    }

    /// <summary>Stops an own set and deletes its data; leaves the shared set running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        if (!_own)
            return;
        await ScriptAsync("clean");
        Directory.Delete(_environment["HUB_STATE"], recursive: true);
    }

    private async Task<string> AddressAsync(Server server, string variable)
    {
        if (!_own && Environment.GetEnvironmentVariable("HUB_TEST_" + variable) is { } given)
            return given;
        await _started.GetOrAdd(server, s => new Lazy<Task>(() => FirstStartAsync(s))).Value;
        return (await _addresses.Value)["HUB_" + variable];
    }

    private async Task FirstStartAsync(Server server)
    {
        if (!OperatingSystem.IsLinux())
            Prerequisite.Missing("infra/servers needs Linux; HUB_TEST_POSTGRES, HUB_TEST_RABBITMQ and HUB_TEST_MQTT name servers elsewhere.");
        await StartAsync(server);
    }

    private async Task<Dictionary<string, string>> ReadAddressesAsync()
    {
        var lines = (await ScriptAsync("env")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var addresses = lines.Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        // A shared lock: whoever stops the set at the end of a run (infra/servers release) sees that it is in use.
        _lease = new FileStream(Path.Combine(addresses["HUB_SERVERS_STATE"], "run", "users"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        return addresses;
    }

    private async Task<string> ScriptAsync(string command, params string[] servers)
    {
        try
        {
            return await Shell.RunAsync("bash", [HubRoot.Combine("infra", "servers"), command, "tests", .. servers], _environment);
        }
        catch (CommandFailedException e) when (e.Code == 4)
        {
            Prerequisite.Missing(e.Error);
            throw;
        }
    }

    private static string Name(Server server) => server.ToString().ToLowerInvariant();
}
