using System.Text.Json.Nodes;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>Where a LoRaWAN network server puts what in its message of an uplink.</summary>
/// <param name="Device">Id of the device.</param>
/// <param name="Eui">DevEUI, which a server may leave out.</param>
/// <param name="Sessions">What changes when the device joins again and counts from 0; the first that is there.</param>
/// <param name="Counter">Frame counter; absent for 0.</param>
/// <param name="Port">Frame port; absent for 0.</param>
/// <param name="Bytes">The payload in base64.</param>
/// <param name="Decoded">What the server's own decoder made of it.</param>
/// <param name="Gateways">The gateways that heard it.</param>
/// <param name="GatewayTime">Member of a gateway: when it heard it, if it has a clock.</param>
/// <param name="Received">When the network server received it; the first that is there.</param>
/// <param name="Event">Last level of the topics of uplinks; the others tell of joins, states and downlinks.</param>
internal sealed record NetworkServer(
    MessagePath Device,
    MessagePath Eui,
    IReadOnlyList<MessagePath> Sessions,
    MessagePath Counter,
    MessagePath Port,
    MessagePath Bytes,
    MessagePath Decoded,
    MessagePath Gateways,
    string GatewayTime,
    IReadOnlyList<MessagePath> Received,
    string Event)
{
    /// <summary>True in the message where the server made it up to try an integration.</summary>
    public MessagePath? Simulated { get; init; }

    /// <summary>ChirpStack v4, JSON encoding of <c>integration.UplinkEvent</c> (api/proto/integration/integration.proto).</summary>
    public static readonly NetworkServer ChirpStack = new(
        MessagePath.Of("$.deviceInfo.devEui"),
        MessagePath.Of("$.deviceInfo.devEui"),
        [MessagePath.Of("$.devAddr")],
        MessagePath.Of("$.fCnt"),
        MessagePath.Of("$.fPort"),
        MessagePath.Of("$.data"),
        MessagePath.Of("$.object"),
        MessagePath.Of("$.rxInfo"),
        "gwTime",
        [MessagePath.Of("$.rxInfo[0].nsTime"), MessagePath.Of("$.time")],
        "up");

    /// <summary>The Things Stack v3, <c>ApplicationUp</c> in JSON; it leaves out what is 0, false or empty (its page "Data Formats").</summary>
    public static readonly NetworkServer TheThingsStack = new(
        MessagePath.Of("$.end_device_ids.device_id"),
        MessagePath.Of("$.end_device_ids.dev_eui"),
        [MessagePath.Of("$.uplink_message.session_key_id"), MessagePath.Of("$.end_device_ids.dev_addr")],
        MessagePath.Of("$.uplink_message.f_cnt"),
        MessagePath.Of("$.uplink_message.f_port"),
        MessagePath.Of("$.uplink_message.frm_payload"),
        MessagePath.Of("$.uplink_message.decoded_payload"),
        MessagePath.Of("$.uplink_message.rx_metadata"),
        "time",
        [MessagePath.Of("$.uplink_message.received_at"), MessagePath.Of("$.received_at")],
        "up")
    {
        Simulated = MessagePath.Of("$.simulated"),
    };

    /// <summary>What tells this uplink from all others: DevEUI, session and frame counter.</summary>
    public string Source(JsonNode? message, string device)
    {
        var session = Sessions.Select(path => Found.Id(path.Find(message))).FirstOrDefault(id => id is not null);
        return string.Join('/', Found.Id(Eui.Find(message)) ?? device, session ?? "", Found.Id(Counter.Find(message)) ?? "0");
    }

    /// <summary>The frame port.</summary>
    public double PortOf(JsonNode? message) => Found.Numeric(Port.Find(message)) ?? 0;

    /// <summary>
    /// When the uplink was received: by a gateway if its clock agrees with the server's, else by the server if its clock can be right, else on arrival.
    /// </summary>
    public DateTime ReceivedAt(JsonNode? message, DateTime arrived, DeviceClock clock)
    {
        var server = Received.Select(path => TimeRule.Iso8601(path.Find(message)))
            .FirstOrDefault(time => time is not null && clock.Agrees(time.Value, arrived, atOnce: false)) ?? arrived;
        var gateways = Gateways.Find(message) as JsonArray ?? [];
        return gateways.Select(gateway => TimeRule.Iso8601((gateway as JsonObject)?[GatewayTime]))
            .FirstOrDefault(time => time is not null && clock.Agrees(time.Value, server, atOnce: true)) ?? server;
    }

    /// <summary>Puts what <paramref name="layout"/> makes of the bytes where the server's decoder would have put it, unless that did.</summary>
    /// <exception cref="UnreadableException">There are no bytes, or not in base64.</exception>
    public void Decode(JsonNode? message, ByteLayout layout)
    {
        if (Decoded.Find(message) is JsonObject { Count: > 0 })
            return;
        var node = Bytes.Require(message);
        var text = node is JsonValue value && value.TryGetValue(out string? found) ? found : null;
        var bytes = new byte[(text?.Length ?? 0) * 3 / 4 + 3];
        if (text is null || !Convert.TryFromBase64String(text, bytes, out var count))
            throw new UnreadableException($"{Bytes}: {Found.Of(node)}, and is not base64");
        Decoded.Put(message, layout.Decode(bytes.AsSpan(0, count)));
    }
}
