using System.Collections.Concurrent;
using System.Globalization;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Npgsql;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>
/// Service, PostgreSQL, RabbitMQ and mosquitto are killed in the middle of intake: what was acknowledged is there, once.
/// <c>HUB_FAULT_ROUNDS</c> says how often (default: once each), <c>HUB_FAULT_SEED</c> when.
/// </summary>
public sealed class IntakeFaultTests
{
    private static readonly int _rounds = Number("HUB_FAULT_ROUNDS", 4);
    private static readonly DateTime _start = new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task What_was_acknowledged_is_there_once_whatever_is_killed()
    {
        var seed = Number("HUB_FAULT_SEED", Environment.TickCount);
        TestContext.Current.TestOutputHelper?.WriteLine($"HUB_FAULT_SEED={seed}");
        var random = new Random(seed);
        await using var servers = TestServers.Own();
        await using var town = await WrittenTown.StartAsync("open", servers: servers);
        var (_, byHttp) = await town.MakeWellAsync();
        var (_, byMqtt) = await town.MakeWellAsync();
        using var stop = new CancellationTokenSource();
        var posted = new Writer(number => PostAsync(town, byHttp, number), stop.Token);
        await using var device = Device.For(await servers.MqttAsync(), $"{town.Node.Name}/v1.1/Datastreams({byMqtt})/Observations");
        var published = new Writer(device.TryPublishAsync, stop.Token);
        var inBrokersHands = new HashSet<long>();

        for (var round = 0; round < _rounds; round++)
        {
            await Task.Delay(random.Next(300, 2000), TestContext.Current.CancellationToken);
            await FaultAsync(town, servers, round % 4, random, async () => inBrokersHands.UnionWith(published.Acknowledged.Except(await RecordedAsync(servers, town, byMqtt))));
        }

        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(posted.Done, published.Done);
        await Eventually.TrueAsync(async () => !posted.Acknowledged.Except(await RecordedAsync(servers, town, byHttp)).Any(), "all that HTTP acknowledged is there", TimeSpan.FromSeconds(180));
        await Eventually.TrueAsync(async () => !published.Acknowledged.Except(inBrokersHands).Except(await RecordedAsync(servers, town, byMqtt)).Any(), "all that MQTT acknowledged is there", TimeSpan.FromSeconds(180));
        foreach (var stream in (long[])[byHttp, byMqtt])
        {
            var recorded = await RecordedAsync(servers, town, stream);
            Assert.Equal(recorded.Count, recorded.Distinct().Count());
            Assert.Equal(recorded.Count, await town.CountAsync($"/Datastreams({stream})/Observations"));
        }

        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT (SELECT count(*) FROM hub.outbox) + (SELECT count(*) FROM hub.announcements)");
        await Eventually.TrueAsync(async () => 0L == (long)(await command.ExecuteScalarAsync())!, "all events have gone out", TimeSpan.FromSeconds(180));
        TestContext.Current.TestOutputHelper?.WriteLine($"{posted.Acknowledged.Count} acknowledged by HTTP, {published.Acknowledged.Count} by MQTT, {inBrokersHands.Count} lost with the broker before it had handed them on");
        Assert.True(posted.Acknowledged.Count > 50 && published.Acknowledged.Count > 50, "Hardly anything was sent.");
    }

    private static async Task FaultAsync(WrittenTown town, TestServers servers, int victim, Random random, Func<Task> afterBroker)
    {
        if (victim == 0)
        {
            town.Node[HubProgram.Sensors].Kill();
            await Task.Delay(random.Next(100, 1000));
            town.Node[HubProgram.Sensors].Start();
            await town.Node[HubProgram.Sensors].WaitReadyAsync();
            return;
        }

        var server = victim switch { 1 => Server.Postgres, 2 => Server.RabbitMq, _ => Server.Mosquitto };
        await servers.KillAsync(server);
        // A broker that dies takes with it what it had not handed on; nobody but it has that.
        if (server == Server.Mosquitto)
            await afterBroker();
        await Task.Delay(random.Next(100, 1000));
        await servers.StartAsync(server);
    }

    private static string Body(long number) => string.Create(CultureInfo.InvariantCulture, $"{{\"phenomenonTime\":\"{_start.AddSeconds(number):yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"result\":{number}}}");

    private static async Task<bool> PostAsync(WrittenTown town, long stream, long number)
    {
        using var answer = await town.SendAsync("POST", $"/Datastreams({stream})/Observations", Body(number));
        return (int)answer.StatusCode == 201;
    }

    private static async Task<List<long>> RecordedAsync(TestServers servers, WrittenTown town, long stream)
    {
        List<long>? recorded = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    recorded = await ReadAsync(servers, town, stream);
                    return true;
                }
                catch (NpgsqlException e) when (e.IsTransient)
                {
                    // It was killed a moment ago.
                    return false;
                }
            }, "the database is back", TimeSpan.FromSeconds(60));
        return recorded!;
    }

    private static async Task<List<long>> ReadAsync(TestServers servers, WrittenTown town, long stream)
    {
        await using var source = NpgsqlDataSource.Create($"{await servers.PostgresAsync()};Database={town.Node.Name}_sensors;Pooling=false");
        await using var command = source.CreateCommand($"SELECT result::bigint FROM hub.observations WHERE datastream_id = {stream}");
        await using var row = await command.ExecuteReaderAsync();
        var recorded = new List<long>();
        while (await row.ReadAsync())
            recorded.Add(row.GetInt64(0));
        return recorded;
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>Sends number after number, each again until it is acknowledged.</summary>
    private sealed class Writer
    {
        public Writer(Func<long, Task<bool>> send, CancellationToken stop) => Done = Task.Run(() => RunAsync(send, stop), CancellationToken.None);

        public Task Done { get; }

        public ConcurrentQueue<long> Acknowledged { get; } = new();

        private async Task RunAsync(Func<long, Task<bool>> send, CancellationToken stop)
        {
            for (long number = 0; !stop.IsCancellationRequested; number++)
            {
                while (!await TryAsync(send, number))
                {
                    if (stop.IsCancellationRequested)
                        return;
                    await Task.Delay(50, CancellationToken.None);
                }

                Acknowledged.Enqueue(number);
                await Task.Delay(1, CancellationToken.None);
            }
        }

        private static async Task<bool> TryAsync(Func<long, Task<bool>> send, long number)
        {
            try
            {
                return await send(number);
            }
            catch (Exception e) when (e is HttpRequestException or MqttCommunicationException or OperationCanceledException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    /// <summary>A device that publishes, and connects anew when the broker is back.</summary>
    private sealed class Device(IMqttClient client, MqttClientOptions options, string topic) : IAsyncDisposable
    {
        public static Device For(Uri broker, string topic) =>
            new(new MqttClientFactory().CreateMqttClient(), new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).WithProtocolVersion(MqttProtocolVersion.V500).WithTimeout(TimeSpan.FromSeconds(2)).Build(), topic);

        public async Task<bool> TryPublishAsync(long number)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            if (!client.IsConnected)
                await client.ConnectAsync(options, limit.Token);
            var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(Body(number)).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
            // A broker that was killed may have forgotten who listens, and says that nobody does.
            return (await client.PublishAsync(message, limit.Token)).ReasonCode == MqttClientPublishReasonCode.Success;
        }

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
