using System.Net;
using Npgsql;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>Broker and database are killed in the middle, on servers of their own.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Broker_killed_in_the_middle_loses_no_event_and_doubles_no_effect()
    {
        await using var servers = TestServers.Own();
        await using var quiet = await QuietNode.StartAsync(servers);
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);
        var book = await OpenBookAsync(quiet);
        await using var consumer = await CountingConsumer.StartAsync(await HostedProgram.SettingsAsync(quiet.Node, servers), book);
        foreach (var number in new long[] { 5, 700, 1400 })
            book.Failing[number] = true;
        await UseAllConnectionsAsync(quiet);

        var numbers = RelayTests.Numbers(1, 2000);
        await quiet.Events.AddAsync(numbers);
        await Eventually.TrueAsync(() => Task.FromResult(queue.Arrived.Count > 200), "some events arrived");
        await servers.KillAsync(Server.RabbitMq);
        var ids = await quiet.Events.WaitingAsync();
        Assert.NotEmpty(ids);
        await quiet.Events.AddAsync([2001]);
        Assert.Equal(HttpStatusCode.OK, (await quiet.Service.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        await servers.StartAsync(Server.RabbitMq);
        await queue.ConnectAsync();

        numbers.Add(2001);
        await queue.WaitForAsync(numbers);
        await quiet.Events.WaitEmptyAsync();
        await Eventually.TrueAsync(async () => (await book.EffectsAsync()).Count >= numbers.Count, "every effect happened", TimeSpan.FromSeconds(60));
        Assert.Equal(numbers, await book.EffectsAsync());
        Assert.All(queue.Arrived.Where(a => ids.ContainsKey(a.Number)), a => Assert.Equal(ids[a.Number], a.MessageId));
    }

    [Fact]
    public async Task Database_killed_in_the_middle_loses_no_event_and_the_service_says_that_it_is_not_ready()
    {
        await using var servers = TestServers.Own();
        await using var quiet = await QuietNode.StartAsync(servers);
        await using var queue = await EventQueue.OpenAsync(quiet.Node.VirtualHost.Address);
        var numbers = RelayTests.Numbers(1, 2000);
        await quiet.Events.AddAsync(numbers);
        await Eventually.TrueAsync(() => Task.FromResult(queue.Arrived.Count > 200), "some events arrived");

        await servers.KillAsync(Server.Postgres);
        using var answer = await quiet.Service.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("_social does not answer", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        NpgsqlConnection.ClearAllPools();
        await servers.StartAsync(Server.Postgres);

        await queue.WaitForAsync(numbers);
        await quiet.Events.WaitEmptyAsync();
        Assert.Equal(HttpStatusCode.OK, (await quiet.Service.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        Assert.True(quiet.Service.IsRunning);
    }

    [Fact]
    public async Task A_message_delivered_twice_has_one_effect()
    {
        await using var quiet = await QuietNode.StartAsync();
        var book = await OpenBookAsync(quiet);
        await using var consumer = await CountingConsumer.StartAsync(await HostedProgram.SettingsAsync(quiet.Node), book);
        quiet.Service.Kill();
        await quiet.Events.AddAsync([1, 2, 3]);
        // As after a crash between confirm and delete.
        await quiet.Events.ExecuteAsync("INSERT INTO hub.outbox (message_id, type, body) SELECT message_id, type, body FROM hub.outbox");
        quiet.Service.Start();

        await Eventually.TrueAsync(() => Task.FromResult(book.Deliveries.Count == 6), "six deliveries arrived");
        await Eventually.TrueAsync(async () => (await book.EffectsAsync()).Count >= 3, "three effects happened");
        // Stopping it ends the deliveries that it still works on.
        await consumer.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], await book.EffectsAsync());
    }

    private static async Task<CountingConsumer.Book> OpenBookAsync(QuietNode quiet)
    {
        await quiet.Events.ExecuteAsync("CREATE TABLE effects (number bigint NOT NULL)");
        return new CountingConsumer.Book(NpgsqlDataSource.Create(quiet.Node.ConnectionString(HubProgram.Social)));
    }

    /// <summary>Fills the service's pool: a relay that came back with another connection must not wait for its own lock.</summary>
    private static async Task UseAllConnectionsAsync(QuietNode quiet)
    {
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => quiet.Service.Http.GetAsync("/health/ready"))))
            answer.Dispose();
    }
}
