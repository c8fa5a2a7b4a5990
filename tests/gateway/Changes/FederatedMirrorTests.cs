using System.Text.Json;
using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Gateway.Changes;

/// <summary>A mirror of three cities on three nodes, of which one dies and comes back, and one is restored.</summary>
public sealed class FederatedMirrorTests
{
    private const string Feed = "/ogc/collections/benches/changes?limit=20";
    private static readonly string[] _cities = ["alba", "brena", "cala"];
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_mirror_loses_nothing_of_a_city_that_dies_and_comes_back()
    {
        using var towns = new Towns();
        await using var federation = await StartAsync(towns);
        var http = federation["alba"].Http;
        var mirror = new Mirror();
        await ProvesAsync(federation, mirror);
        var first = mirror.Copy();

        // The city dies, and changes while it cannot be asked, as the others do.
        federation["brena"][HubProgram.Gateway].Kill();
        foreach (var city in _cities)
            await ChangeAsync(federation, city);
        JsonElement page = default;
        await Eventually.TrueAsync(
            async () =>
            {
                page = await http.PullAsync(Feed, mirror);
                return await http.ProvesAsync("alba", "benches", mirror) && await federation["cala"].Http.ProvesAsync("cala", "benches", mirror);
            },
            "the mirror has what the healthy cities have", _patience);
        Assert.Equal("failed", page.GetProperty("federation").States()["brena"]);
        Assert.Equal(first.Checksum("brena:"), mirror.Checksum("brena:"));
        await http.ProblemAsync($"{Feed}&strict=true&since={mirror.Token}", 503);
        await http.ProblemAsync($"{Feed}&since=now", 503);

        await federation["brena"][HubProgram.Gateway].RestartAsync();
        await ProvesAsync(federation, mirror);
        Assert.NotEqual(first.Checksum("brena:"), mirror.Checksum("brena:"));
        await ProvesAsync(federation, first);
        Assert.Equal(first.Checksum(), mirror.Checksum());
    }

    [Fact]
    public async Task A_city_that_is_restored_begins_anew_and_costs_the_others_nothing()
    {
        using var towns = new Towns();
        await using var federation = await StartAsync(towns);
        var http = federation["alba"].Http;
        var mirror = new Mirror();
        await ProvesAsync(federation, mirror);
        await RunAsync(federation, "brena", """
            CREATE TABLE collections.restored (LIKE collections.benches INCLUDING ALL);
            INSERT INTO collections.restored SELECT * FROM collections.benches WHERE local_id < 'b020';
            DROP TABLE collections.benches;
            ALTER TABLE collections.restored RENAME TO benches
            """);

        var gone = await http.ProblemAsync($"{Feed}&since={mirror.Token}", 410);
        Assert.Equal(["brena"], gone.GetProperty("cities").EnumerateArray().Select(c => c.GetString()));
        Assert.Contains("brena", gone.GetProperty("detail").GetString(), StringComparison.Ordinal);

        // What a reader does: throw away the city, go on with the token given.
        var renewed = await http.JsonAsync($"{Feed.Replace("limit=20", "limit=1000", StringComparison.Ordinal)}&since={gone.GetProperty("token").GetString()}");
        Assert.All(renewed.GetProperty("changes").EnumerateArray(), c => Assert.StartsWith("brena:", c.GetProperty("id").GetString(), StringComparison.Ordinal));
        Assert.Equal(19, renewed.GetProperty("changes").GetArrayLength());
    }

    private static Task<TestFederation> StartAsync(Towns towns) => TestFederation.StartAsync([.. _cities.Select(c => new[] { c })], ThreeNodes.Programs, new TestNodeOptions
    {
        Root = towns.Folder,
        Data = towns.Folder,
        Environment = new Dictionary<string, string> { ["HUB_DEADLINE"] = "10" },
    });

    /// <summary>Reads to the end until every city's checksum is that of the mirror.</summary>
    private static Task ProvesAsync(TestFederation federation, Mirror mirror) => Eventually.TrueAsync(
        async () =>
        {
            await federation["alba"].Http.PullAsync(Feed, mirror);
            foreach (var city in _cities)
            {
                if (!await federation[city].Http.ProvesAsync(city, "benches", mirror) || mirror.Checksum(city + ":").Count == 0)
                    return false;
            }

            return true;
        },
        "the mirror has what all cities have", _patience);

    /// <summary>Inserts, updates, deletes and revives rows.</summary>
    private static Task ChangeAsync(TestFederation federation, string city) => RunAsync(federation, city, """
        UPDATE collections.benches SET name = 'changed', row_fingerprint = '\x01' WHERE local_id IN ('b001', 'b002', 'b003');
        UPDATE collections.benches SET deleted_at = now() WHERE local_id IN ('b003', 'b004');
        UPDATE collections.benches SET deleted_at = NULL, row_fingerprint = '\x02' WHERE local_id = 'b004';
        INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint, name) SELECT city, 'new', 'benches', '\x03', 'new' FROM collections.benches LIMIT 1
        """);

    private static async Task RunAsync(TestFederation federation, string city, string sql)
    {
        await using var connection = new NpgsqlConnection(federation[city].ConnectionString(HubProgram.Social));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
