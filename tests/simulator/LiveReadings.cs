using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using UrbanDataHub.Simulator;
using UrbanDataHub.Simulator.Commands;

namespace UrbanDataHub.Tests.Simulator;

public sealed class LiveReadings
{
    internal const string Readings = """
        collection: observations
        order: series
        files: [ { path: trial/readings.csv, url: "https://trial.example/readings" } ]
        read: { format: csv }
        series:
          station: { from: station }
          time: { from: time, formats: ["yyyy-MM-dd HH:mm"], zone: Europe/Berlin, ambiguous: in-order }
          period: PT1H
          datastreams:
            no2:  { from: no2,  property: no2,  unit: ug/m3, title: { de: Stickstoffdioxid, en: Nitrogen dioxide } }
            pm10: { from: pm10, property: pm10, unit: ug/m3, title: { de: Feinstaub, en: Particulate matter } }
        """;

    private const string Stations = """
        collection: monitoring-stations
        read: { format: inline, inline: [ { code: A1, name: Am Bach, lon: 7.6, lat: 51.9 }, { code: B2, name: Am Wald, lon: 7.7, lat: 52 } ] }
        id: code
        map: { name: name, kind: { constant: air-quality } }
        geometry: { point: { x: lon, y: lat } }
        """;

    [Fact]
    public async Task Readings_of_every_datastream_in_turn_reach_a_subscriber()
    {
        var broker = await TestServers.Shared.MqttAsync();
        using var city = new TrialCity(("stations", Stations), ("readings", Readings));
        var received = new ConcurrentQueue<(string Topic, string Payload)>();
        using var subscriber = await SubscribeAsync(broker, $"simulated/{city.Id}/#", received);

        await RunAsync(city, "--mqtt", $"{broker}", "--city", city.Id, "--rate", "100", "--count", "6");

        await Eventually.TrueAsync(() => Task.FromResult(received.Count >= 6), "six readings are received");
        string[] topics = [.. new[] { "A1/no2", "B2/no2", "A1/pm10", "B2/pm10", "A1/no2", "B2/no2" }.Select(t => $"simulated/{city.Id}/{t}")];
        Assert.Equal(topics, received.Select(r => r.Topic));
        Assert.All(received, reading => AssertIsReading(reading.Payload));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_a_sentence()
    {
        using var city = new TrialCity(("stations", Stations), ("readings", Readings));
        var refusal = await Assert.ThrowsAsync<SimulatorException>(
            () => RunAsync(city, "--mqtt", "mqtt://127.0.0.1:1", "--city", city.Id, "--count", "1"));
        Assert.StartsWith("--mqtt: mqtt://127.0.0.1:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_city_without_series_has_nothing_to_send()
    {
        using var city = new TrialCity(("stations", Stations));
        var refusal = await Assert.ThrowsAsync<SimulatorException>(() => RunAsync(city, "--mqtt", "mqtt://127.0.0.1", "--city", city.Id));
        Assert.Equal($"--city: {city.Id} has no source with time series.", refusal.Message);
    }

    private static Task RunAsync(TrialCity city, params string[] options) =>
        SendCommand.RunAsync(city.Book, options, TextWriter.Null, TestContext.Current.CancellationToken);

    private static async Task<IMqttClient> SubscribeAsync(Uri broker, string topic, ConcurrentQueue<(string Topic, string Payload)> received)
    {
        var factory = new MqttClientFactory();
        var client = factory.CreateMqttClient();
        client.ApplicationMessageReceivedAsync += message =>
        {
            received.Enqueue((message.ApplicationMessage.Topic, message.ApplicationMessage.ConvertPayloadToString()));
            return Task.CompletedTask;
        };
        var cancellation = TestContext.Current.CancellationToken;
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).Build(), cancellation);
        await client.SubscribeAsync(factory.CreateSubscribeOptionsBuilder().WithTopicFilter(topic).Build(), cancellation);
        return client;
    }

    private static void AssertIsReading(string payload)
    {
        using var json = JsonDocument.Parse(payload);
        Assert.Equal(["time", "value"], json.RootElement.EnumerateObject().Select(m => m.Name));
        Assert.Equal(TimeSpan.Zero, json.RootElement.GetProperty("time").GetDateTimeOffset().Offset);
        Assert.InRange(json.RootElement.GetProperty("value").GetDouble(), 0, 200);
    }
}
