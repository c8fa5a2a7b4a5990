using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Clients;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>Subscriptions with the clients that people use, fed by events that went through outbox and broker.</summary>
public sealed class StreamTests(SharedNodes shared)
{
    private const string Subscription = """subscription { featuresChanged(city: ["alba"], collection: ["benches"]) { city collection inserted lastChange bbox } }""";

    [Theory]
    [InlineData("ws.mjs")]
    [InlineData("sse.mjs")]
    public async Task A_client_hears_the_events_that_it_asked_for_and_no_others_in_their_order(string client)
    {
        const int heard = 30, burst = 20;
        var nodes = await shared.GetAsync();
        var results = await WhileTellingAsync(nodes, NodeScripts.RunAsync(client, Address(nodes), Subscription, $"{heard}"), async round =>
        {
            await TellAsync(nodes, "passers", round, 1);
            await TellAsync(nodes, "benches", round * burst, burst);
        });

        var changes = results.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("data").GetProperty("featuresChanged")).ToList();
        Assert.Equal(heard, changes.Count);
        Assert.All(changes, c => Assert.Equal("benches", c.GetProperty("collection").GetString()));
        var numbers = changes.ConvertAll(c => c.GetProperty("lastChange").GetInt64());
        Assert.Equal(Enumerable.Range(0, heard).Select(n => numbers[0] + n), numbers);
    }

    [Theory]
    [InlineData("ws.mjs")]
    [InlineData("sse.mjs")]
    public async Task A_query_is_answered_once_and_then_complete(string client)
    {
        var nodes = await shared.GetAsync();

        var results = await NodeScripts.RunAsync(client, Address(nodes), """{ benches(city: ["dura"]) { totalCount } }""", "9");

        Assert.Equal(7, JsonDocument.Parse(Assert.Single(results)).RootElement.GetProperty("data").GetProperty("benches").GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("""subscription { featuresChanged(city: ["brena"]) { city } }""", "brena")]
    [InlineData("""subscription { featuresChanged(collection: ["unicorns"]) { city } }""", "unicorns")]
    [InlineData("mutation { anything }", "mutation")]
    public async Task A_stream_that_would_be_silent_for_ever_is_refused(string query, string word)
    {
        var nodes = await shared.GetAsync();

        var result = Assert.Single(await NodeScripts.RunAsync("sse.mjs", Address(nodes), query, "9"));

        Assert.Contains(word, JsonDocument.Parse(result).RootElement.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_breaks_the_protocol_is_told_by_its_codes()
    {
        var nodes = await shared.GetAsync();

        var codes = JsonDocument.Parse(Assert.Single(await NodeScripts.RunAsync("protocol.mjs", Address(nodes)))).RootElement;

        int Code(string name) => codes.GetProperty(name).GetInt32();
        Assert.Equal(4406, Code("noProtocol"));
        Assert.All(["noJson", "noObject", "binary", "unknownType", "subscribeWithoutId", "subscribeWithoutQuery"], name => Assert.Equal(4400, Code(name)));
        Assert.Equal(4401, Code("subscribeBeforeInit"));
        Assert.Equal(4408, Code("noInit"));
        Assert.Equal(4409, Code("sameId"));
        Assert.Equal(4429, Code("secondInit"));
        Assert.Equal(1009, Code("tooLong"));
        Assert.Equal("pong", codes.GetProperty("pingPong").GetString());
        Assert.Equal("connection_ack", codes.GetProperty("ack").GetString());
        var error = codes.GetProperty("errorForWrongDocument");
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Contains("unicorns", error.GetProperty("payload")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_let_go()
    {
        var nodes = await shared.GetAsync();
        // Where the machine is slow, one that answers no ping may be gone before enough has gone unread: then another comes.
        await Eventually.TrueAsync(async () =>
        {
            using var socket = await SubscribedAsync(nodes, 90);
            // Nobody reads, so nobody sees when the subscriptions stand: something is told until enough has gone unread.
            for (var wait = 0; wait < 50 && !IsLetGo(); wait++)
            {
                if (wait % 10 == 0)
                    await TellAsync(nodes, "benches", 1, 300);
                await Task.Delay(500, TestContext.Current.CancellationToken);
            }

            return IsLetGo();
        }, "the gateway lets go of a client that does not read", TimeSpan.FromSeconds(240));

        bool IsLetGo() => nodes.Log("alba").Contains("A WebSocket is closed: Too slow", StringComparison.Ordinal);
    }

    private const string Type = "UrbanDataHub.Schemas.Events.FeaturesChanged";

    private static string Address(ThreeNodes nodes) => new Uri(nodes.Http.BaseAddress!, "/graphql").ToString();

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>A client that subscribes to the same so many times.</summary>
    private static async Task<ClientWebSocket> SubscribedAsync(ThreeNodes nodes, int times)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new Uri(Address(nodes).Replace("http", "ws", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        await SendAsync(socket, """{"type":"connection_init"}""");
        for (var n = 0; n < times; n++)
            await SendAsync(socket, JsonSerializer.Serialize(new { type = "subscribe", id = $"{n}", payload = new { query = Subscription } }));
        return socket;
    }

    /// <summary>A subscription has no answer that says it stands, so something is told until the client has heard enough.</summary>
    private static async Task<string[]> WhileTellingAsync(ThreeNodes nodes, Task<string[]> client, Func<int, Task> tell)
    {
        for (var round = 1; !client.IsCompleted && round < 300; round++)
        {
            await tell(round);
            await Task.WhenAny(client, Task.Delay(200));
        }

        Assert.True(client.IsCompleted, $"The client has heard nothing from {nodes.Http.BaseAddress}.");
        return await client;
    }

    /// <summary>Tells of so many changes at once, numbered from <paramref name="first"/> on.</summary>
    private static Task TellAsync(ThreeNodes nodes, string collection, int first, int count) => nodes.ExecuteAsync(
        "alba",
        $"INSERT INTO hub.outbox (type, body) SELECT '{Type}', jsonb_set('{Body(collection, 0)}', '{{LastChange}}', to_jsonb(n)) FROM generate_series({first}, {first + count - 1}) n ORDER BY n; NOTIFY hub_outbox");

    private static string Body(string collection, int round) => JsonSerializer.Serialize(
        new { City = "alba", Collection = collection, Inserted = 1, Updated = 0, Deleted = 0, FirstChange = round, LastChange = round, BoundingBox = new[] { 7.0, 51, 8, 52 }, OccurredAt = DateTimeOffset.UtcNow });
}
