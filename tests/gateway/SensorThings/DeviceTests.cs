using System.Globalization;
using Npgsql;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Devices that send as they please, through mosquitto into the node's datastreams.</summary>
public sealed class DeviceTests
{
    // One device each, so that the datastreams can be named by number before there are any.
    private const string Probe = """
        topics: application/{application}/device/{device}/event/up
        format: chirpstack-v4
        devices: { 70b3d57ed0051a2b: well }
        readings:
          temperature: { unit: K, datastream: 1 }
        """;

    private const string Gauge = """
        topics: gauges/{device}
        format: json
        device: { name: gauge }
        time: { path: $.at, format: iso8601 }
        readings:
          level: { path: $.level, unit: Cel, datastream: 1 }
        """;

    [Fact]
    public async Task What_devices_send_becomes_observations_once()
    {
        await using var town = await WrittenTown.StartAsync("open", bare =>
        {
            bare.Device("probe", Probe);
            bare.Device("gauge", Gauge);
            bare.Device("broken", "topics: x\nformat: telegraphy\n");
        });
        var (_, stream) = await town.MakeWellAsync();
        Assert.Equal(1, stream);
        await using var broker = await Broker.OfAsync(town.Node, "");
        await WaitForDirectoryAsync(town, broker);

        // The network server delivers an uplink twice, with a receive time of its own each.
        await broker.PublishAsync("application/1/device/70b3d57ed0051a2b/event/up", Uplink(1, 300));
        await broker.PublishAsync("application/1/device/70b3d57ed0051a2b/event/up", Uplink(1, 300));
        await broker.PublishAsync("application/1/device/70b3d57ed0051a2b/event/up", Uplink(2, 301));
        await broker.PublishAsync("application/1/device/70b3d57ed0051a2b/event/join", "{}");
        await broker.PublishAsync("gauges/g", """{"at":"2099-01-01T00:00:00Z","level":5}""");
        await broker.PublishAsync("gauges/g", """{"at":"2026-01-01T00:00:00Z","level":"wet"}""");

        await Eventually.TrueAsync(async () => (await ResultsAsync(town)).Count == 4, "the readings of the devices have come");
        Assert.Equal([5, 26.85, 27.85, 99], (await ResultsAsync(town)).Order());
        var marked = (await town.AskAsync("/Observations?$filter=result eq 5")).GetProperty("value")[0];
        Assert.Equal("ahead 2099-01-01T00:00:00Z", $"{marked.GetProperty("resultQuality").GetProperty("clock")} {marked.GetProperty("resultQuality").GetProperty("said")}");
        Assert.True(DateTime.Parse(marked.GetProperty("phenomenonTime").GetString()!, CultureInfo.InvariantCulture).ToUniversalTime() > DateTime.UtcNow.AddMinutes(-5));
        await using var source = NpgsqlDataSource.Create(town.Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT count(*) FROM hub.dead_letters WHERE topic = 'gauges/g' AND reason LIKE '%wet%'");
        await Eventually.TrueAsync(async () => 1L == (long)(await command.ExecuteScalarAsync())!, "what cannot be read is a dead letter");
    }

    private static async Task WaitForDirectoryAsync(WrittenTown town, Broker broker)
    {
        var sent = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                await broker.PublishAsync("gauges/g", $$"""{"at":"2026-01-01T00:00:{{sent++ % 60:00}}Z","level":99}""");
                return (await ResultsAsync(town)).Count > 0;
            }, "the datastream is known to the mappings");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        foreach (var extra in (await town.AskAsync("/Observations?$select=id&$skip=1")).GetProperty("value").EnumerateArray().ToList())
            await town.SendAsync("DELETE", $"/Observations({extra.GetProperty("@iot.id")})", "", 200);
    }

    private static async Task<List<double>> ResultsAsync(WrittenTown town) =>
        [.. (await town.AskAsync("/Observations")).GetProperty("value").EnumerateArray().Select(o => Math.Round(o.GetProperty("result").GetDouble(), 6))];

    private static string Uplink(int counter, double kelvin) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202{{counter}}", "time": "{{DateTime.UtcNow:O}}",
          "deviceInfo": { "tenantId": "t", "applicationId": "1", "applicationName": "wells", "deviceName": "well", "devEui": "70b3d57ed0051a2b" },
          "devAddr": "00189440", "adr": true, "dr": 1, "fCnt": {{counter}}, "fPort": 1, "confirmed": false, "data": "qg==", "object": { "temperature": {{kelvin}} },
          "rxInfo": [{ "gatewayId": "0016c001f153a14c", "uplinkId": 4217106255, "gwTime": "{{DateTime.UtcNow:O}}", "rssi": -36 }]
        }
        """);
}
