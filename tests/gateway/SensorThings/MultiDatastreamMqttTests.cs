using System.Text.Json;
using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Observations of MultiDatastreams by MQTT, in and out (OGC 18-088, clause 14).</summary>
public sealed class MultiDatastreamMqttTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task What_is_published_is_there_with_its_elements_and_told_on_the_topics_of_both()
    {
        var town = await shared.GetAsync();
        await using var broker = await Broker.OfAsync(town.Node);
        broker.Listen("#");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var (thing, stream, elements) = await StreetStation.MakeAsync(town);

        await broker.PublishAsync($"MultiDatastreams({stream})/Observations", """{"phenomenonTime":"2026-04-01T00:00:00Z","result":[1.5,2,"dry"]}""");
        await broker.PublishAsync("Observations", $$"""{"phenomenonTime":"2026-04-01T01:00:00Z","result":[2.5,3,"wet"],"MultiDatastream":{"@iot.id":{{stream}} } }""");
        await broker.PublishAsync("CreateObservations", $$"""[{"MultiDatastream":{"@iot.id":{{stream}} },"components":["phenomenonTime","result"],"dataArray":[["2026-04-01T02:00:00Z",[3.5,4,null]],["2026-04-01T03:00:00Z",[1]]]}]""");

        await Eventually.TrueAsync(async () => await town.CountAsync($"/MultiDatastreams({stream})/Observations") == 3, "three observations have come");
        Assert.Equal("1.5 2.5 3.5", await StreetStation.ResultsAsync(town, $"/Datastreams({elements[0]})/Observations"));
        string[] topics = ["MultiDatastreams", $"MultiDatastreams({stream})", $"Things({thing})/MultiDatastreams", $"MultiDatastreams({stream})/Observations", $"Datastreams({elements[1]})", $"Datastreams({elements[1]})/Observations", "Observations"];
        await Eventually.TrueAsync(() => Task.FromResult(topics.All(t => broker.Heard.Any(h => h.Topic == t && h.Body.TryGetProperty("@iot.selfLink", out _)))), "all topics were told");
        Assert.DoesNotContain(broker.Heard, h => h.Topic.StartsWith($"Datastreams({stream})", StringComparison.Ordinal) || h.Topic.StartsWith($"MultiDatastreams({elements[0]})", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Task.FromResult(Told(broker, $"MultiDatastreams({stream})/Observations").Count() == 3), "all of them were told");
        var told = Told(broker, $"MultiDatastreams({stream})/Observations").Last();
        Assert.Equal("[3.5,4,null]", JsonSerializer.Serialize(told.GetProperty("result")));
        Assert.Equal(told.GetRawText(), (await town.Http.JsonAsync(told.GetProperty("@iot.selfLink").GetString()!)).GetRawText());
        Assert.Equal([2, 3, 4], Told(broker, $"Datastreams({elements[1]})/Observations").Select(o => o.GetProperty("result").GetInt32()));
    }

    [Theory]
    [InlineData("MultiDatastreams({0})/Observations", """{"result":[1,"2","dry"]}""", "Element 1 of the result")]
    [InlineData("MultiDatastreams({0})/Observations", """{"result":[1,2]}""", "array of 3 elements, in their order, and has 2")]
    [InlineData("MultiDatastreams({0})/Observations", """{"result":[NaN,2,"dry"]}""", "no JSON")]
    [InlineData("Datastreams({0})/Observations", """{"result":1}""", "no Datastream {0}")]
    [InlineData("Datastreams({1})/Observations", """{"result":1}""", "MultiDatastreams({0})/Observations")]
    [InlineData("MultiDatastreams(987654)/Observations", """{"result":[1]}""", "no MultiDatastream 987654")]
    public async Task What_does_not_fit_becomes_a_dead_letter(string topic, string payload, string reason)
    {
        var town = await shared.GetAsync();
        var (_, stream, elements) = await StreetStation.MakeAsync(town);
        await using var broker = await Broker.OfAsync(town.Node);
        string Named(string text) => text.Replace("{0}", $"{stream}", StringComparison.Ordinal).Replace("{1}", $"{elements[0]}", StringComparison.Ordinal);

        await broker.PublishAsync(Named(topic), payload);

        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await Eventually.TrueAsync(async () =>
        {
            await using var command = source.CreateCommand("SELECT reason FROM hub.dead_letters WHERE topic = $1 AND payload = $2");
            command.Parameters.AddWithValue("v1.1/" + Named(topic));
            command.Parameters.AddWithValue(payload);
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is string why && why.Contains(Named(reason), StringComparison.Ordinal);
        }, "there is a dead letter with the reason");
    }

    private static IEnumerable<JsonElement> Told(Broker broker, string topic) => broker.Heard.Where(h => h.Topic == topic && h.Body.TryGetProperty("@iot.selfLink", out _)).Select(h => h.Body);
}
