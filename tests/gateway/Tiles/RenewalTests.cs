using System.Net;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Tiles;

/// <summary>Kept tiles are what the database says: an import renews those that it touches, at once, and no other.</summary>
public sealed class RenewalTests(ITestOutputHelper output)
{
    // On a quiet machine it is a tenth of a second; other tests may keep this one busy. By itself a tile is kept for ten minutes.
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(60);

    private static readonly (string, string, double, double) _here = ("b1", "Hier", 7.5, 51.5);
    private static readonly (string, string, double, double) _there = ("b2", "Dort", 8.5, 52.5);

    [Fact]
    public async Task An_import_renews_the_tiles_that_it_touches_and_the_others_stay_in_memory()
    {
        await using var town = await TileTown.StartAsync();
        await town.ImportHeardAsync(_here, _there);
        await town.ShowsAsync(7.5, 51.5, "Hier", _soon);
        await town.ShowsAsync(8.5, 52.5, "Dort", _soon);
        var (before, untouched) = (await town.OverAsync(7.5, 51.5), await town.OverAsync(8.5, 52.5));
        await town.OverAsync(7.5, 51.5, matrix: 0);
        await town.OverAsync(7.5, 51.5, matrix: 13);

        await town.ImportAsync(("b1", "Umbenannt", 7.5, 51.5), _there);
        var took = await town.ShowsAsync(7.5, 51.5, "Umbenannt", _soon);

        output.WriteLine($"new after {took.TotalMilliseconds:0} ms");
        Assert.NotEqual(before.Tag, (await town.OverAsync(7.5, 51.5)).Tag);
        // Without the service there is only what is kept.
        town.Node[HubProgram.Social].Kill();
        Assert.Equal((HttpStatusCode.OK, untouched.Tag), ((await town.OverAsync(8.5, 52.5)).Status, (await town.OverAsync(8.5, 52.5)).Tag));
        await town.Http.ProblemAsync(TileTown.Address(7.5, 51.5, 0), 503);
        await town.Http.ProblemAsync(TileTown.Address(7.5, 51.5, 13), 503);
    }

    [Fact]
    public async Task What_moves_leaves_its_old_tile_and_comes_into_the_new_one()
    {
        await using var town = await TileTown.StartAsync();
        await town.ImportAsync(_here, _there, ("b3", "Weit", 9, 53));
        await town.ShowsAsync(7.5, 51.5, "Hier", _soon);
        Assert.Equal(HttpStatusCode.NoContent, (await town.OverAsync(8, 52)).Status);

        await town.ImportAsync(("b1", "Hier", 8, 52), _there, ("b3", "Weit", 9, 53));
        await town.ShowsAsync(8, 52, "Hier", _soon);
        // Its tile now lies outside of where alba has benches.
        await Eventually.TrueAsync(() => town.IsOutsideAsync(7.5, 51.5), "the tileset ends where its features do");

        await town.ImportAsync(_there, ("b3", "Weit", 9, 53), ("b4", "Neu", 7, 51));
        await town.ShowsAsync(8, 52, "", _soon);
        await town.ShowsAsync(7, 51, "Neu", _soon);
    }

    [Fact]
    public async Task Without_the_broker_tiles_are_true_too_and_afterwards_again_from_memory()
    {
        await using var servers = TestServers.Own();
        await using var town = await TileTown.StartAsync(servers);
        await town.ImportAsync(_here, _there);
        await town.ShowsAsync(7.5, 51.5, "Hier", TimeSpan.FromSeconds(60));

        await servers.KillAsync(Server.RabbitMq);
        await town.ImportAsync(("b1", "Unerhört", 7.5, 51.5), _there);
        output.WriteLine($"without the broker new after {(await town.ShowsAsync(7.5, 51.5, "Unerhört", TimeSpan.FromSeconds(60))).TotalMilliseconds:0} ms");

        await servers.StartAsync(Server.RabbitMq);
        await town.ImportAsync(("b1", "Gehört", 7.5, 51.5), _there);
        output.WriteLine($"with the broker again new after {(await town.ShowsAsync(7.5, 51.5, "Gehört", TimeSpan.FromSeconds(60))).TotalMilliseconds:0} ms");
        await FromMemoryAsync(town);
    }

    /// <summary>Waits until the gateway hears again: then a tile needs no service.</summary>
    private static async Task FromMemoryAsync(TileTown town)
    {
        await Eventually.TrueAsync(
            async () => (await town.Http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).Contains("\"masstransit-bus\":{\"status\":\"healthy\"", StringComparison.Ordinal),
            "the gateway is at the bus again", TimeSpan.FromSeconds(90));
        await Eventually.TrueAsync(() => NeedsNoServiceAsync(town), "a tile needs no service", TimeSpan.FromSeconds(90));
    }

    /// <summary>An event that was held up may come while the tile is asked for; then it is not kept, and asked for again.</summary>
    private static async Task<bool> NeedsNoServiceAsync(TileTown town)
    {
        var tag = (await town.OverAsync(8.5, 52.5)).Tag;
        town.Node[HubProgram.Social].Kill();
        using var answer = await town.Http.GetAsync(TileTown.Address(8.5, 52.5), TestContext.Current.CancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            Assert.Equal(tag, answer.Headers.ETag?.ToString());
            return true;
        }

        await town.Node[HubProgram.Social].RestartAsync();
        await Eventually.TrueAsync(async () => !await town.IsAwayAsync(8.5, 52.5), "the service answers again", TimeSpan.FromSeconds(60));
        return false;
    }
}
