using System.Text.Json.Nodes;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Uplinks of LoRaWAN as network servers pass them on.</summary>
public sealed class LoRaWanTests
{
    private const string Soil = """
        topics: application/{application}/device/{device}/event/up
        format: chirpstack-v4
        devices: { 70B3D57ED0051A2B: orchard }
        readings:
          temperature: { unit: Cel, datastream: soil-temperature }
          signal: { path: "$.rxInfo[0].rssi", unit: dB }
        """;

    private const string Well = """
        topics: v3/{application}@{tenant}/devices/{device}/up
        format: ttn-v3
        readings:
          level: { path: $.uplink_message.decoded_payload.level_mm, unit: mm, datastream: 17 }
        devices: { well-3: well }
        """;

    private const string Bytes = """
        topics: "v3/+/devices/+/up"
        format: ttn-v3
        decoder:
          bytes:
            - { at: 0, type: i16be, scale: 0.01, key: a }
            - { at: 2, type: i16be, scale: 0.01, key: b }
            - { at: 4, type: f32be, key: c }
            - { at: 8, bit: 0, key: leak }
            - { at: 8, bit: 1, key: low }
            - { at: 9, type: u8, key: more }
        readings: { a: { unit: Cel }, b: { unit: Cel }, c: { unit: "%" }, leak: { unit: "1" }, low: { unit: "1" } }
        """;

    [Fact]
    public void ChirpStack_is_read_by_its_decoder_at_the_time_of_the_gateway_with_a_clock()
    {
        using var town = new DeviceTown(Soil);
        var message = town.Read(Uplinks.ChirpStackTopic, Uplinks.ChirpStack())!;
        var time = DeviceTown.Utc("2026-07-01T11:59:57.250Z");
        Assert.Empty(message.Faults);
        Assert.Equal(
            [
                new DeviceReading("elsewhere", "70b3d57ed0051a2b", new DatastreamReference.ByKey("orchard", "soil-temperature"), time, 23.47, "Cel", "70b3d57ed0051a2b/01e4a97c/812", null),
                new DeviceReading("elsewhere", "70b3d57ed0051a2b", new DatastreamReference.ByKey("orchard", "signal"), time, -101, "dB", "70b3d57ed0051a2b/01e4a97c/812", null),
            ],
            message.Readings);
    }

    [Fact]
    public void The_Things_Stack_is_read_by_its_decoder()
    {
        using var town = new DeviceTown(Well).With(new DatastreamReference.ById(17), "m");
        Assert.Equal(["v3/+/devices/+/up"], town.Mappings.Filters);
        Assert.Equal(
            new DeviceReading(
                "elsewhere", "well-3", new DatastreamReference.ById(17), DeviceTown.Utc("2026-07-01T11:59:59.100Z"), 1.834, "m", "70B3D57ED0051A2C/AZCgq1Jx8p3kq0mB5u9wXw==/97", null),
            town.One(Uplinks.ThingsTopic, Uplinks.Things()));
    }

    [Theory]
    [InlineData("join")]
    [InlineData("status")]
    [InlineData("ack")]
    [InlineData("txack")]
    [InlineData("log")]
    public void Other_events_are_not_readings(string name)
    {
        foreach (var topics in new[] { "application/{application}/device/{device}/event/up", "application/+/device/+/event/+", "application/#" })
        {
            using var town = new DeviceTown(Soil.Replace("application/{application}/device/{device}/event/up", $"\"{topics}\"", StringComparison.Ordinal));
            Assert.Null(town.Read(Uplinks.ChirpStackTopic.Replace("/up", "/" + name, StringComparison.Ordinal), """{"deviceInfo":{"devEui":"70b3d57ed0051a2b"}}"""));
            Assert.NotEmpty(town.Read(Uplinks.ChirpStackTopic, Uplinks.ChirpStack())!.Readings);
        }
    }

    [Fact]
    public void A_counter_of_zero_that_the_server_leaves_out_is_zero()
    {
        using var town = new DeviceTown(Well);
        var reading = town.One(Uplinks.ThingsTopic, Uplinks.Things(u => u["uplink_message"]!.AsObject().Remove("f_cnt")));
        Assert.Equal("70B3D57ED0051A2C/AZCgq1Jx8p3kq0mB5u9wXw==/0", reading.SourceId);
    }

    [Fact]
    public void Without_a_session_key_the_address_of_the_device_is_the_session()
    {
        using var town = new DeviceTown(Well);
        var reading = town.One(Uplinks.ThingsTopic, Uplinks.Things(u =>
        {
            u["uplink_message"]!.AsObject().Remove("session_key_id");
            u["end_device_ids"]!.AsObject().Remove("dev_eui");
        }));
        Assert.Equal("well-3/260B4C1D/97", reading.SourceId);
    }

    [Fact]
    public void A_message_made_up_by_the_server_is_no_measurement()
    {
        using var town = new DeviceTown(Well);
        Assert.Equal("$.simulated: is true: the network server made the message up", town.Fault(Uplinks.ThingsTopic, Uplinks.Things(u => u["simulated"] = true)));
    }

    [Theory]
    [InlineData("2026-07-01T08:00:00Z", "2026-07-01T11:59:59.201234567Z")]
    [InlineData("1970-01-01T00:00:05Z", "2026-07-01T11:59:59.201234567Z")]
    [InlineData("2026-07-01T12:30:00Z", "2026-07-01T11:59:59.201234567Z")]
    [InlineData("2026-07-01T11:55:00Z", "2026-07-01T11:55:00Z")]
    [InlineData("yesterday", "2026-07-01T11:59:59.201234567Z")]
    public void A_gateway_whose_clock_does_not_agree_with_the_server_is_passed_over(string gateway, string time)
    {
        using var town = new DeviceTown(Well);
        var reading = town.One(Uplinks.ThingsTopic, Uplinks.Things(u => u["uplink_message"]!["rx_metadata"]![0]!["time"] = gateway));
        Assert.Equal(DeviceTown.Utc(time), reading.Time);
        Assert.Null(reading.Mark);
    }

    [Fact]
    public void What_a_server_kept_for_hours_has_the_time_when_it_was_received()
    {
        using var town = new DeviceTown(Well);
        var text = Uplinks.Things().Replace("2026-07-01T11:", "2026-07-01T03:", StringComparison.Ordinal);
        Assert.Equal(DeviceTown.Utc("2026-07-01T03:59:59.100Z"), town.One(Uplinks.ThingsTopic, text).Time);
    }

    [Fact]
    public void A_server_whose_clock_is_ahead_is_not_believed_either()
    {
        using var town = new DeviceTown(Well);
        var text = Uplinks.Things().Replace("2026-07-01T", "2027-07-01T", StringComparison.Ordinal);
        Assert.Equal(DeviceTown.Arrived, town.One(Uplinks.ThingsTopic, text).Time);
    }

    [Fact]
    public void A_clock_of_the_device_is_judged_by_when_the_server_received_it()
    {
        using var town = new DeviceTown(Soil.Replace("  signal: { path: \"$.rxInfo[0].rssi\", unit: dB }", "time: { path: $.object.at, format: unix-seconds }", StringComparison.Ordinal));
        var reading = town.One(Uplinks.ChirpStackTopic, Uplinks.ChirpStack(u => u["object"]!["at"] = 12));
        Assert.Equal(DeviceTown.Utc("2026-07-01T11:59:57.250Z"), reading.Time);
        Assert.Equal(new ClockMark(ClockFault.Unset, "12"), reading.Mark);
    }

    [Fact]
    public void Bytes_are_read_where_the_server_has_no_decoder()
    {
        using var town = new DeviceTown(Bytes);
        var message = town.Read(Uplinks.ThingsTopic, Uplinks.Things(u => u["uplink_message"]!.AsObject().Remove("decoded_payload")))!;
        Assert.Empty(message.Faults);
        Assert.Equal([23.47, -1, 21, 1, 0], message.Readings.Select(r => r.Value));
    }

    [Fact]
    public void The_decoder_of_the_server_goes_before_the_bytes()
    {
        using var town = new DeviceTown(Bytes);
        var message = town.Read(Uplinks.ThingsTopic, Uplinks.Things(u => u["uplink_message"]!["decoded_payload"] = new JsonObject { ["a"] = 5 }))!;
        Assert.Equal(5, Assert.Single(message.Readings).Value);
        Assert.Contains(new DeviceFault("$.uplink_message.decoded_payload.b: is missing; $.uplink_message.decoded_payload has a", "b"), message.Faults);
    }

    [Theory]
    [InlineData("\"CSs\"", "$.uplink_message.frm_payload: is the text 'CSs', and is not base64")]
    [InlineData("\"*\"", "$.uplink_message.frm_payload: is the text '*', and is not base64")]
    [InlineData("17", "$.uplink_message.frm_payload: is 17, and is not base64")]
    [InlineData("null", "$.uplink_message.frm_payload: is null, and is not base64")]
    public void What_is_not_base64_is_told(string payload, string reason)
    {
        using var town = new DeviceTown(Bytes);
        Assert.Equal(reason, town.Fault(Uplinks.ThingsTopic, Uplinks.Things(u =>
        {
            u["uplink_message"]!.AsObject().Remove("decoded_payload");
            u["uplink_message"]!["frm_payload"] = JsonNode.Parse(payload);
        })));
    }

    [Fact]
    public void An_uplink_without_payload_and_one_that_ends_early_are_told()
    {
        using var town = new DeviceTown(Bytes);
        Assert.StartsWith("$.uplink_message.frm_payload: is missing", town.Fault(Uplinks.ThingsTopic, Uplinks.Things(u =>
        {
            u["uplink_message"]!.AsObject().Remove("decoded_payload");
            u["uplink_message"]!.AsObject().Remove("frm_payload");
        })), StringComparison.Ordinal);
        var message = town.Read(Uplinks.ThingsTopic, Uplinks.Things(u =>
        {
            u["uplink_message"]!.AsObject().Remove("decoded_payload");
            u["uplink_message"]!["frm_payload"] = "CSv/";
        }))!;
        Assert.Equal(23.47, Assert.Single(message.Readings).Value);
        Assert.Equal("$.uplink_message.decoded_payload.b: is missing; $.uplink_message.decoded_payload has a", message.Faults[0].Reason);
        Assert.Equal(4, message.Faults.Count);
    }

    [Fact]
    public void Other_ports_are_not_readings()
    {
        using var town = new DeviceTown(Soil + "\nports: [2, 3]");
        Assert.NotEmpty(town.Read(Uplinks.ChirpStackTopic, Uplinks.ChirpStack())!.Readings);
        Assert.Null(town.Read(Uplinks.ChirpStackTopic, Uplinks.ChirpStack(u => u["fPort"] = 85)));
    }
}
