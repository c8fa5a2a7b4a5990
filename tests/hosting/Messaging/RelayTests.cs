namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>Outbox and relay against a real broker (infra/decisions/0006).</summary>
public sealed class RelayTests
{
    [Fact]
    public async Task Committed_events_arrive_in_order_and_rolled_back_ones_never()
    {
        await using var quiet = await QuietNode.StartAsync();
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);

        await quiet.Events.AddAsync([1, 2, 3]);
        await quiet.Events.AddAsync([100, 101], commit: false);
        await quiet.Events.AddAsync(Numbers(4, 500));
        await quiet.Events.AddAsync([102], commit: false);
        await quiet.Events.AddAsync([501]);

        await queue.WaitForAsync(Numbers(1, 501));
        await quiet.Events.WaitEmptyAsync();
        Assert.Equal(Numbers(1, 501), queue.Arrived.Select(a => a.Number));
        Assert.Equal(501, queue.Arrived.Select(a => a.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_written()
    {
        await using var quiet = await QuietNode.StartAsync();
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);

        await quiet.Events.AddAsync([7]);
        await queue.WaitForAsync([7]);

        var arrived = queue.Arrived.Single().Event;
        Assert.Equal("leipzig", arrived.GetProperty("city").GetString());
        Assert.Equal("playgrounds", arrived.GetProperty("collection").GetString());
        Assert.Equal(3, arrived.GetProperty("deleted").GetInt64());
        Assert.Equal(8, arrived.GetProperty("lastChange").GetInt64());
        Assert.Equal([12.3, 51.3, 12.4, 51.4], arrived.GetProperty("boundingBox").EnumerateArray().Select(n => n.GetDouble()));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), arrived.GetProperty("occurredAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Without_a_queue_an_event_waits_in_the_outbox_until_there_is_one()
    {
        await using var quiet = await QuietNode.StartAsync();
        await quiet.Events.AddAsync([1, 2]);
        // Long enough for the relay to have tried: it is woken at once.
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        var waiting = await quiet.Events.WaitingAsync();
        Assert.Equal([1, 2], waiting.Keys.Order());

        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);
        await queue.WaitForAsync([1, 2]);

        Assert.All(queue.Arrived, a => Assert.Equal(waiting[a.Number], a.MessageId));
        await quiet.Events.WaitEmptyAsync();
    }

    [Fact]
    public async Task A_relay_that_is_killed_in_the_middle_loses_nothing_and_keeps_the_message_ids()
    {
        await using var quiet = await QuietNode.StartAsync();
        var numbers = Numbers(1, 3000);
        quiet.Service.Kill();
        await quiet.Events.AddAsync(numbers);
        var ids = await quiet.Events.WaitingAsync();
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);

        quiet.Service.Start();
        for (var kill = 1; kill <= 2; kill++)
        {
            var enough = kill * 700;
            await Eventually.TrueAsync(() => Task.FromResult(queue.Arrived.Count >= enough), $"{enough} events arrived");
            quiet.Service.Kill();
            Assert.NotEmpty(await quiet.Events.WaitingAsync());
            quiet.Service.Start();
        }

        await queue.WaitForAsync(numbers);
        await quiet.Events.WaitEmptyAsync();
        Assert.All(queue.Arrived, a => Assert.Equal(ids[a.Number], a.MessageId));
        // Each kill may have come between confirm and delete of a batch, once.
        Assert.InRange(queue.Arrived.Count, numbers.Count, numbers.Count + (2 * 50));
    }

    [Fact]
    public async Task An_event_that_this_version_does_not_know_keeps_its_place_and_the_service_runs()
    {
        await using var quiet = await QuietNode.StartAsync();
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);
        await quiet.Events.ExecuteAsync("""INSERT INTO hub.outbox (type, body) VALUES ('UrbanDataHub.Schemas.Events.TownRenamed', '{"FirstChange": 1}')""");
        await quiet.Events.AddAsync([2]);
        await Task.Delay(3000, TestContext.Current.CancellationToken);

        Assert.True(quiet.Service.IsRunning);
        Assert.Equal([1, 2], (await quiet.Events.WaitingAsync()).Keys.Order());
        Assert.Contains("TownRenamed", quiet.Service.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_copies_of_a_service_publish_each_event_once()
    {
        await using var quiet = await QuietNode.StartAsync();
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);
        await using var second = await SecondRelay.StartAsync(quiet.Node);

        await quiet.Events.AddAsync(Numbers(1, 300));
        await queue.WaitForAsync(Numbers(1, 300));
        quiet.Service.Kill();
        await quiet.Events.AddAsync(Numbers(301, 600));

        await queue.WaitForAsync(Numbers(1, 600));
        await quiet.Events.WaitEmptyAsync();
        Assert.Equal(Numbers(1, 600), queue.Arrived.Select(a => a.Number));
    }

    internal static List<long> Numbers(int from, int to) => Enumerable.Range(from, to - from + 1).Select(n => (long)n).ToList();
}
