using System.Net.Http.Json;
using System.Text.Json;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.EndToEnd;

/// <summary>A mirror behind gateway, service and database that all die: its token outlives them, and nothing is missed.</summary>
public sealed class MirrorTests(ITestOutputHelper output)
{
    private const string Feed = "/cities/kleinstadt/ogc/collections/playgrounds/changes";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private readonly int _seed = Environment.TickCount;

    [Fact]
    public async Task A_mirror_of_a_node_whose_database_and_service_are_killed_goes_on_with_its_token()
    {
        output.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        await using var servers = TestServers.Own();
        await using var town = await Town.StartAsync(servers);
        var mirror = new Mirror();
        await ProvesAsync(town, mirror);
        for (var version = 2; version <= 4; version++)
        {
            town.City.WriteVersion(version);
            var import = town.ImportAsync();
            await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
            if (version == 3)
                town.Social.Kill();
            else
                await servers.KillAsync(Server.Postgres);
            await Task.WhenAny(import);
            _ = import.Exception;
            Npgsql.NpgsqlConnection.ClearAllPools();
            if (version == 3)
                await town.Social.RestartAsync(TestContext.Current.CancellationToken);
            else
                await servers.StartAsync(Server.Postgres);
            await town.Social.WaitReadyAsync(TestContext.Current.CancellationToken);
            await ProvesAsync(town, mirror);
            await town.ImportAsync();
            await town.AssertVersionAsync(version);
            await ProvesAsync(town, mirror);
            Assert.Equal(SmallCity.Rows, mirror.Versions.Count);
        }
    }

    /// <summary>Reads to the end until the checksum is that of the mirror. A token that is refused fails the test.</summary>
    private static Task ProvesAsync(Town town, Mirror mirror) => Eventually.TrueAsync(
        async () =>
        {
            while (await ReadAsync(town, mirror) is { } page && mirror.Apply(page))
            {
            }

            using var answer = await town.Node.Http.GetAsync(Feed + "/checksum");
            if (!answer.IsSuccessStatusCode)
                return false;
            var checksum = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return (checksum.GetProperty("count").GetInt64(), checksum.GetProperty("hash").GetString()) == mirror.Checksum();
        },
        "the mirror has what the city has", _patience);

    /// <summary>The next page; null while gateway or service are not back yet.</summary>
    private static async Task<JsonElement?> ReadAsync(Town town, Mirror mirror)
    {
        using var answer = await town.Node.Http.GetAsync($"{Feed}?limit=500{(mirror.Token is null ? "" : $"&since={mirror.Token}")}");
        Assert.False((int)answer.StatusCode is >= 400 and < 500, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
    }
}
