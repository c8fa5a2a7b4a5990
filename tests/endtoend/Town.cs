using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace UrbanDataHub.Tests.EndToEnd;

/// <summary>A running node with the small city, and what can be asked of it.</summary>
internal sealed class Town : IAsyncDisposable
{
    private Town(SmallCity city, TestNode node, EventTap tap) => (City, Node, Tap) = (city, node, tap);

    public SmallCity City { get; }

    public TestNode Node { get; }

    public EventTap Tap { get; }

    public NodeProcess Social => Node[HubProgram.Social];

    /// <summary>Starts gateway, social service and portal, with version 1 imported.</summary>
    public static async Task<Town> StartAsync(TestServers? servers = null)
    {
        var city = new SmallCity();
        var options = city.Options with { Servers = servers ?? TestServers.Shared };
        var node = await TestNode.StartAsync(["kleinstadt"], [HubProgram.Gateway, HubProgram.Social, HubProgram.Portal], options);
        var town = new Town(city, node, new EventTap(node.VirtualHost.Address));
        // Before the tap is opened, so that it hears of the versions after this one alone.
        await Eventually.TrueAsync(async () => (await town.AcceptedAsync()).Count == 2, "the portal heard of version 1", TimeSpan.FromSeconds(60));
        await town.Tap.ConnectAsync();
        return town;
    }

    /// <summary>Runs the source, and waits for the report.</summary>
    public async Task<JsonElement> ImportAsync()
    {
        using var answer = await Social.Http.PostAsJsonAsync("/cities/kleinstadt/imports", new { source = "playgrounds", force = true }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>All reports, newest first.</summary>
    public async Task<List<JsonElement>> ReportsAsync() =>
        [.. (await Social.Http.GetFromJsonAsync<JsonElement>("/cities/kleinstadt/imports?limit=100", TestContext.Current.CancellationToken)).GetProperty("imports").EnumerateArray()];

    /// <summary>Fails unless every row of the file is there once, all of one version.</summary>
    public async Task AssertVersionAsync(int version)
    {
        var csv = await Social.Http.GetStringAsync("/downloads/kleinstadt/playgrounds.csv", TestContext.Current.CancellationToken);
        var rows = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(',')).ToList();
        Assert.Equal(SmallCity.Rows, rows.Select(r => r[0]).Distinct().Count());
        Assert.Equal(SmallCity.Rows, rows.Count);
        Assert.All(rows, r => Assert.Equal($"v{version}", r[2]));
    }

    /// <summary>What the portal noted last: how many rows were changed, and the number of the last import.</summary>
    public async Task<(long Changed, long Import)> ActivityAsync()
    {
        await using var source = NpgsqlDataSource.Create(Node.ConnectionString(HubProgram.Portal));
        await using var command = source.CreateCommand(
            "SELECT coalesce(inserted + updated, 0), coalesce((import->>'Id')::bigint, 0) FROM portal.activity WHERE city = 'kleinstadt' AND collection = 'playgrounds'");
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        return await row.ReadAsync(TestContext.Current.CancellationToken) ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }

    /// <summary>Ids of the messages whose effect the portal has taken over.</summary>
    public async Task<List<Guid>> AcceptedAsync()
    {
        await using var source = NpgsqlDataSource.Create(Node.ConnectionString(HubProgram.Portal));
        await using var command = source.CreateCommand("SELECT message_id FROM hub.inbox");
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var ids = new List<Guid>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            ids.Add(row.GetGuid(0));
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await Tap.DisposeAsync();
        await Node.DisposeAsync();
        City.Dispose();
    }
}
