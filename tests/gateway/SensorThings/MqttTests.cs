using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Observations by MQTT and what is told by it (OGC 18-088, clause 14), with mosquitto's own programs as clients.</summary>
public sealed class MqttTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task An_observation_that_is_published_is_there_by_every_door()
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync();
        await using var broker = await Broker.OfAsync(town.Node);

        await broker.PublishAsync($"Datastreams({stream})/Observations", """{"phenomenonTime":"2026-04-01T00:00:00Z","result":1.5}""");
        await broker.PublishAsync("Observations", $$"""{"phenomenonTime":"2026-04-01T01:00:00Z","result":2.5,"Datastream":{"@iot.id":{{stream}} } }""");
        await broker.PublishAsync("CreateObservations", $$"""[{"Datastream":{"@iot.id":{{stream}}},"components":["phenomenonTime","result"],"dataArray":[["2026-04-01T02:00:00Z",3.5],["never",4],["2026-04-01T03:00:00Z",4.5]]}]""");

        await Eventually.TrueAsync(async () => await town.CountAsync($"/Datastreams({stream})/Observations") == 4, "four observations have come");
        var results = (await town.AskAsync($"/Datastreams({stream})/Observations")).GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result").GetDouble());
        Assert.Equal([1.5, 2.5, 3.5, 4.5], results);
    }

    [Theory]
    [InlineData("Datastreams(987654)/Observations", """{"result":1}""", "no Datastream 987654")]
    [InlineData("Things(1)/Observations", """{"result":1}""", "Observations")]
    [InlineData("Observations", """{"result":1}""", "Datastream")]
    [InlineData("Observations", "wet", "no JSON")]
    [InlineData("Observations", """{"result":NaN,"Datastream":{"@iot.id":1}}""", "no JSON")]
    [InlineData("Observations", """{"result":1,"phenomenonTime":"2100-01-01T00:00:00Z","Datastream":{"@iot.id":1}}""", "more than a year from now")]
    [InlineData("Observations", """{"result":1,"Datastream":{"name":"inline"}}""", "Datastream/description")]
    [InlineData("CreateObservations", """[{"Datastream":{"@iot.id":987655},"components":["result"],"dataArray":[[1]]}]""", "no Datastream 987655")]
    public async Task What_cannot_be_taken_becomes_a_dead_letter_with_topic_payload_and_reason(string topic, string payload, string reason)
    {
        var town = await shared.GetAsync();
        await using var broker = await Broker.OfAsync(town.Node);
        var before = await LettersAsync(town);

        await broker.PublishAsync(topic, payload);

        await Eventually.TrueAsync(async () => await LettersAsync(town) == before + 1, "there is one more dead letter");
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT topic, payload, reason FROM hub.dead_letters WHERE door = 'mqtt' ORDER BY dead_letter_id DESC LIMIT 1");
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await row.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("v1.1/" + topic, payload), (row.GetString(0), row.GetString(1)));
        Assert.Contains(reason, row.GetString(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_of_ten_megabytes_is_a_dead_letter_and_the_next_message_comes()
    {
        var town = await shared.GetAsync();
        var (_, stream) = await town.MakeWellAsync();
        await using var broker = await Broker.OfAsync(town.Node);

        await broker.PublishAsync("Observations", $$"""{"result":"{{new string('x', 10_000_000)}}","Datastream":{"@iot.id":{{stream}} } }""");
        await broker.PublishAsync($"Datastreams({stream})/Observations", """{"phenomenonTime":"2026-04-01T00:00:00Z","result":1}""");

        await Eventually.TrueAsync(async () => await town.CountAsync($"/Datastreams({stream})/Observations") == 1, "the next message has come");
    }

    [Fact]
    public async Task Changes_are_told_on_the_topics_of_the_standard()
    {
        var town = await shared.GetAsync();
        await using var broker = await Broker.OfAsync(town.Node);
        broker.Listen("#");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var (thing, stream) = await town.MakeWellAsync(7);
        await town.SendAsync("PATCH", $"/Things({thing})", """{"name":"renamed"}""", 200);
        await broker.PublishAsync($"Datastreams({stream})/Observations", """{"phenomenonTime":"2026-04-01T00:00:00Z","result":8}""");

        string[] topics = ["Things", $"Things({thing})", $"Things({thing})/Datastreams", "Datastreams", $"Datastreams({stream})", "Observations", $"Datastreams({stream})/Observations", "Locations", "Sensors"];
        await Eventually.TrueAsync(() => Task.FromResult(topics.All(t => broker.Heard.Any(h => h.Topic == t)) && broker.Heard.Count(h => h.Topic == "Observations") == 2), "all topics were told");
        Assert.Equal("renamed", broker.Heard.Last(h => h.Topic == $"Things({thing})").Body.GetProperty("name").GetString());
        var told = broker.Heard.Last(h => h.Topic == "Observations").Body;
        Assert.Equal(8, told.GetProperty("result").GetInt32());
        Assert.Equal(told.GetRawText(), (await town.Http.JsonAsync(told.GetProperty("@iot.selfLink").GetString()!)).GetRawText());
        // What was published itself, and what became of it.
        Assert.Equal([false, true], broker.Heard.Where(h => h.Topic == $"Datastreams({stream})/Observations").Select(h => h.Body.TryGetProperty("@iot.id", out _)).TakeLast(2));
    }

    private static async Task<long> LettersAsync(WrittenTown town)
    {
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT count(*) FROM hub.dead_letters WHERE door = 'mqtt'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
