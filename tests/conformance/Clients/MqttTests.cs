using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Tests.Conformance.Clients;

/// <summary>The client that most programs in JavaScript speak MQTT by: what it publishes it is told of, and reads over HTTP.</summary>
public sealed class MqttTests
{
    private const string Root = "/sensorthings/v1.1";

    private const string Thing = """
        {
          "name": "weather mast", "description": "on the roof of the town hall",
          "Locations": [{ "name": "roof", "description": "of the town hall", "encodingType": "application/geo+json", "location": { "type": "Point", "coordinates": [7.5, 51.5] } }],
          "Datastreams": [{
            "name": "wind", "description": "every minute", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
            "unitOfMeasurement": { "name": "metre per second", "symbol": "m/s", "definition": "ucum:m/s" },
            "ObservedProperty": { "name": "wind speed", "definition": "https://vocab.nerc.ac.uk/standard_name/wind_speed/", "description": "how fast the air moves" },
            "Sensor": { "name": "cup anemometer", "description": "three cups", "encodingType": "text/html", "metadata": "https://example.org/anemometer" }
          }]
        }
        """;

    [Fact]
    public async Task The_npm_client_publishes_observations_and_is_told_of_them_by_MQTT_3_1_1_and_5()
    {
        Installed.Package("mqtt");
        using var town = new BareTown();
        await using var node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors, HubProgram.Gateway], town.Options);
        await Eventually.TrueAsync(async () => (await node.Http.GetAsync(Root + "/Things")).IsSuccessStatusCode, "the gateway has found its sensors");
        var datastream = await MakeAsync(node);

        var told = await PublishAsync(node, "4", datastream, "1.5", "2.5", "3");
        told = [.. told, .. await PublishAsync(node, "5", datastream, "4.25", "5")];

        var read = JsonSerializer.Deserialize<JsonElement>(await node.Http.GetStringAsync($"{Root}/Datastreams({datastream})/Observations?$orderby=phenomenonTime", TestContext.Current.CancellationToken));
        Assert.Equal([1.5, 2.5, 3, 4.25, 5], read.GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result").GetDouble()));
        Assert.Equal(read.GetProperty("value").EnumerateArray().Select(o => o.GetRawText()).Order(), told.Select(o => o.GetRawText()).Order());
    }

    private static async Task<long> MakeAsync(TestNode node)
    {
        using var body = new StringContent(Thing, Encoding.UTF8, "application/json");
        using var made = await node.Http.PostAsync(Root + "/Things", body);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        var streams = JsonSerializer.Deserialize<JsonElement>(await node.Http.GetStringAsync($"{Root}/Datastreams?$select=@iot.id"));
        return streams.GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
    }

    /// <summary>What the client was told of, in the words of the service.</summary>
    private static async Task<JsonElement[]> PublishAsync(TestNode node, string version, long datastream, params string[] results)
    {
        var broker = await TestServers.Shared.MqttAsync();
        var told = await Shell.RunAsync(Prerequisite.Program("node"),
            [Path.Combine(Installed.Folder, "mqtt_observations.mjs"), broker.ToString(), node.Name, version, $"{datastream}", .. results]);
        return JsonSerializer.Deserialize<JsonElement[]>(told)!;
    }
}
