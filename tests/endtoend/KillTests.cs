using System.Text.Json;

namespace UrbanDataHub.Tests.EndToEnd;

/// <summary>Real processes die in the middle, at random moments: no row is lost or half there, no event is lost, no effect doubled.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private readonly int _seed = Random.Shared.Next();

    [Fact]
    public async Task A_service_that_dies_during_its_imports_has_every_row_once_in_the_end()
    {
        var random = Seeded();
        await using var town = await Town.StartAsync();
        const int last = 7;
        for (var version = 2; version <= last; version++)
        {
            town.City.WriteVersion(version);
            var import = town.ImportAsync();
            await Task.Delay(random.Next(500), TestContext.Current.CancellationToken);
            town.Social.Kill();
            // Done in time, or cut off with its service.
            await Task.WhenAny(import);
            _ = import.Exception;
            town.Social.Start();
            await town.Social.WaitReadyAsync(TestContext.Current.CancellationToken);
        }

        await town.Social.WaitImportedAsync(TestContext.Current.CancellationToken);
        await town.AssertVersionAsync(last);
        var reports = await town.ReportsAsync();
        Assert.DoesNotContain(reports, r => State(r) == "running");
        Assert.All(reports.Where(r => State(r) == "failed"), r => Assert.StartsWith("The service stopped", r.GetProperty("detail").GetString(), StringComparison.Ordinal));
        output.WriteLine($"{reports.Count(r => State(r) == "failed")} of {reports.Count} runs were cut off");

        // Each committed run changed every row, and its event tells of just that.
        // The oldest report is that of version 1.
        var done = reports.SkipLast(1).Count(r => State(r) == "done" && Changed(r) > 0);
        await Eventually.TrueAsync(() => Task.FromResult(town.Tap.Changes.Count >= done), $"{done} changes arrived", TimeSpan.FromSeconds(60));
        Assert.Equal(done, town.Tap.Changes.Count);
        Assert.All(town.Tap.Changes, c => Assert.Equal(SmallCity.Rows, c.GetProperty("updated").GetInt64()));
        var ranges = town.Tap.Changes.Select(c => (First: c.GetProperty("firstChange").GetInt64(), Last: c.GetProperty("lastChange").GetInt64())).Order().ToList();
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First, $"{pair} overlap"));
        await PortalKnowsAsync(town, reports[0]);
    }

    [Fact]
    public async Task While_the_portal_is_dead_its_events_wait_for_it()
    {
        var random = Seeded();
        await using var town = await Town.StartAsync();
        var report = default(JsonElement);
        for (var version = 2; version <= 6; version++)
        {
            town.City.WriteVersion(version);
            var import = town.ImportAsync();
            await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
            if (town.Node[HubProgram.Portal].IsRunning)
                town.Node[HubProgram.Portal].Kill();
            else
                await town.Node[HubProgram.Portal].RestartAsync(TestContext.Current.CancellationToken);
            report = await import;
        }

        if (!town.Node[HubProgram.Portal].IsRunning)
            await town.Node[HubProgram.Portal].RestartAsync(TestContext.Current.CancellationToken);
        await PortalKnowsAsync(town, report);
        Assert.Equal(5, town.Tap.Changes.Count);
    }

    [Fact]
    public async Task While_the_broker_is_dead_imports_go_on_and_their_events_come_later()
    {
        var random = Seeded();
        await using var servers = TestServers.Own();
        await using var town = await Town.StartAsync(servers);
        var report = default(JsonElement);
        for (var version = 2; version <= 5; version++)
        {
            town.City.WriteVersion(version);
            var import = town.ImportAsync();
            await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
            if (version % 2 == 0)
                await servers.KillAsync(Server.RabbitMq);
            else
                await servers.StartAsync(Server.RabbitMq);
            report = await import;
            Assert.Equal("done", State(report));
        }

        await town.AssertVersionAsync(5);
        await town.Tap.ConnectAsync();
        await Eventually.TrueAsync(() => Task.FromResult(town.Tap.Changes.Count == 4), "all four changes arrived", TimeSpan.FromSeconds(90));
        await PortalKnowsAsync(town, report);
    }

    [Fact]
    public async Task A_database_that_dies_during_an_import_leaves_no_half_import_and_the_service_recovers()
    {
        var random = Seeded();
        await using var servers = TestServers.Own();
        await using var town = await Town.StartAsync(servers);
        for (var version = 2; version <= 4; version++)
        {
            town.City.WriteVersion(version);
            var import = town.ImportAsync();
            await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
            await servers.KillAsync(Server.Postgres);
            await Task.WhenAny(import);
            _ = import.Exception;
            Npgsql.NpgsqlConnection.ClearAllPools();
            await servers.StartAsync(Server.Postgres);
            await town.Social.WaitReadyAsync(TestContext.Current.CancellationToken);
            var whole = import.IsCompletedSuccessfully ? version : await ImportedVersionAsync(town);
            await town.AssertVersionAsync(whole);
            Assert.Contains(whole, new[] { version - 1, version });
            await town.ImportAsync();
            await town.AssertVersionAsync(version);
        }

        Assert.True(town.Social.IsRunning);
        await PortalKnowsAsync(town, (await town.ReportsAsync())[0]);
    }

    private static string State(JsonElement report) => report.GetProperty("state").GetString()!;

    private static long Changed(JsonElement report) => report.GetProperty("inserted").GetInt64() + report.GetProperty("updated").GetInt64();

    private static async Task<int> ImportedVersionAsync(Town town)
    {
        var csv = await town.Social.Http.GetStringAsync("/downloads/kleinstadt/playgrounds.csv", TestContext.Current.CancellationToken);
        return int.Parse(csv.Split('\n')[1].Split(',')[2][1..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The portal has taken over every event that there was, once, and knows the last one.</summary>
    private static async Task PortalKnowsAsync(Town town, JsonElement report)
    {
        var id = report.GetProperty("id").GetInt64();
        await Eventually.TrueAsync(
            async () => town.Tap.Ids.Except(await town.AcceptedAsync()).ToList() is [] && (await town.ActivityAsync()).Import == id,
            "the portal knows the last import", TimeSpan.FromSeconds(90));
        Assert.Equal(SmallCity.Rows, (await town.ActivityAsync()).Changed);
    }

    private Random Seeded()
    {
        output.WriteLine($"seed {_seed}");
        return new Random(_seed);
    }
}
