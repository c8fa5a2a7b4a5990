using Npgsql;

namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>Three nodes over the towns; the third holds two of them. Shared by all tests that leave the processes alone.</summary>
public sealed class ThreeNodes : IAsyncDisposable
{
    /// <summary>What these tests need of a node: one domain is like the other to the gateway.</summary>
    public static readonly HubProgram[] Programs = [HubProgram.Social, HubProgram.Gateway];

    private readonly TestFederation _federation;

    private ThreeNodes(Towns towns, TestFederation federation) => (Towns, _federation) = (towns, federation);

    /// <summary>The rows.</summary>
    public Towns Towns { get; }

    /// <summary>The gateways, in the order of the nodes.</summary>
    public IReadOnlyList<HttpClient> Gateways => [.. _federation.Nodes.Select(n => n.Http)];

    /// <summary>The first of them.</summary>
    public HttpClient Http => Gateways[0];

    /// <summary>The gateway of the node that holds a city.</summary>
    public HttpClient this[string city] => _federation[city].Http;

    public static async Task<ThreeNodes> StartAsync()
    {
        var towns = new Towns();
        // Far from what any question takes, so that a busy machine does not make a city late.
        var environment = new Dictionary<string, string> { ["HUB_DEADLINE"] = "60" };
        var options = new TestNodeOptions { Root = towns.Folder, Data = towns.Folder, Environment = environment };
        var nodes = new ThreeNodes(towns, await TestFederation.StartAsync([["alba"], ["brena"], ["cala", "dura"]], Programs, options));
        await Eventually.TrueAsync(nodes.AllKnownAsync, "every gateway knows what every city holds", TimeSpan.FromSeconds(120));
        return nodes;
    }

    /// <summary>Runs a statement on the database in which the rows of a city lie.</summary>
    public async Task ExecuteAsync(string city, string sql)
    {
        await using var connection = new NpgsqlConnection(_federation[city].ConnectionString(HubProgram.Social));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All that the gateway of a city's node has logged.</summary>
    public string Log(string city) => _federation[city][HubProgram.Gateway].Log(int.MaxValue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _federation.DisposeAsync();
        Towns.Dispose();
    }

    private async Task<bool> AllKnownAsync()
    {
        foreach (var http in Gateways)
        {
            var collections = (await http.JsonAsync("/ogc/collections")).GetProperty("collections").EnumerateArray();
            if (collections.Sum(c => c.GetProperty("cities").EnumerateArray().Count(d => d.GetProperty("count").GetInt64() > 0)) < 11)
                return false;
        }

        return true;
    }
}

/// <summary>The one federation of the assembly.</summary>
public sealed class SharedNodes() : Once<ThreeNodes>(ThreeNodes.StartAsync);
