namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>The service is killed at random moments in the middle of readings: each alert is there once, and told.</summary>
public sealed class CrashTests
{
    private const int Kills = 8;
    private static readonly DateTime _begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Each_alert_is_raised_and_cleared_once_however_often_the_service_dies()
    {
        await using var town = await AlertTown.StartAsync();
        var stream = await town.MakeAsync("crash");
        var samples = Enumerable.Range(0, 600).Select(i => new Sample(_begin.AddMinutes(i), i % 10 == 5 ? 12 : 5)).ToList();
        using var ended = new CancellationTokenSource();
        var killing = KillAsync(town.Node[HubProgram.Sensors], ended.Token);

        foreach (var batch in samples.Chunk(7))
            await InsistAsync(town, stream, batch);
        await ended.CancelAsync();
        var kills = await killing;

        var expected = samples.Where(s => s.Value > 10).Select(s => new Span(s.Time, s.Time.AddMinutes(1))).ToList();
        Assert.Equal(expected, await town.AlertsAsync("crash", stream));
        await Eventually.TrueAsync(async () => (await town.ReadAsync("SELECT count(*) FROM hub.outbox", row => row.GetInt64(0)))[0] == 0, "every event has left", TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await town.ReadAsync("SELECT count(*) FROM hub.alert_notices WHERE done_at IS NULL", row => row.GetInt64(0)))[0] == 0, "every notice is told", TimeSpan.FromSeconds(60));
        var told = await town.ReadAsync("SELECT count(*), count(DISTINCT alert_id) FROM hub.alert_notices WHERE door = 'mqtt'", row => (row.GetInt64(0), row.GetInt64(1)));
        Assert.Equal((2L * expected.Count, expected.Count), told[0]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {expected.Count} alerts: each raised and cleared once, each told.");
        Assert.True(kills >= Kills / 2, $"The service was killed only {kills} times.");
    }

    private static async Task<int> KillAsync(NodeProcess service, CancellationToken ended)
    {
        var (random, kills) = (new Random(11), 0);
        while (kills < Kills && !ended.IsCancellationRequested)
        {
            await Task.Delay(random.Next(300, 2000), CancellationToken.None);
            service.Kill();
            kills++;
            await service.RestartAsync(CancellationToken.None);
        }

        return kills;
    }

    /// <summary>Sends until it is acknowledged; what was written already is the same again.</summary>
    private static async Task InsistAsync(AlertTown town, long stream, Sample[] batch)
    {
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await town.TrySendAsync(stream, batch);
            return answer.IsSuccessStatusCode;
        }, "the readings are taken", TimeSpan.FromSeconds(240));
        await Task.Delay(60, TestContext.Current.CancellationToken);
    }
}
