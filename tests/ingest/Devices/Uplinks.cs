using System.Text.Json.Nodes;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Uplinks as two network servers write them; devices, gateways and values are made up.</summary>
internal static class Uplinks
{
    public const string ChirpStackTopic = "application/3f2b7c1e-0d54-4a6e-9a57-5b0c2d9e8f10/device/70b3d57ed0051a2b/event/up";

    public const string ThingsTopic = "v3/town-climate@elsewhere/devices/well-3/up";

    private const string ChirpStackText = """
        {
          "deduplicationId": "5c0f9e62-3b1d-4a77-8f0e-b2c7a1d4e693",
          "time": "2026-07-01T11:59:58.412+00:00",
          "deviceInfo": {
            "tenantId": "0b7ad6a0-52b4-4a0e-8d0e-6a9d1c3f7e55", "tenantName": "Elsewhere",
            "applicationId": "3f2b7c1e-0d54-4a6e-9a57-5b0c2d9e8f10", "applicationName": "climate",
            "deviceProfileId": "9d1e0c7a-77c1-4f4b-b5a8-1f6f0a2d3b44", "deviceProfileName": "soil probe",
            "deviceName": "soil-1", "devEui": "70b3d57ed0051a2b", "deviceClassEnabled": "CLASS_A", "tags": {"quarter": "north"}
          },
          "devAddr": "01e4a97c", "adr": true, "dr": 5, "fCnt": 812, "fPort": 2, "confirmed": false,
          "data": "CSv/nEGoAAAF",
          "object": {"temperature": 23.47, "moisture": 31.0, "battery": 3.1},
          "rxInfo": [
            {"gatewayId": "0016c001ff10a235", "uplinkId": 30123, "nsTime": "2026-07-01T11:59:58.500123456+00:00",
             "rssi": -101, "snr": 4.5, "channel": 3, "location": {}, "context": "dGVzdA==", "crcStatus": "CRC_OK"},
            {"gatewayId": "0016c001ff10a236", "uplinkId": 30124, "gwTime": "2026-07-01T11:59:57.250+00:00", "nsTime": "2026-07-01T11:59:58.510+00:00",
             "timeSinceGpsEpoch": "1466942415.250s", "rssi": -113, "snr": -2.0, "location": {}, "context": "dGVzdA==", "crcStatus": "CRC_OK"}
          ],
          "txInfo": {"frequency": 868300000, "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 7, "codeRate": "CR_4_5"}}},
          "regionConfigId": "eu868"
        }
        """;

    private const string ThingsText = """
        {
          "end_device_ids": {
            "device_id": "well-3", "application_ids": {"application_id": "town-climate"},
            "dev_eui": "70B3D57ED0051A2C", "join_eui": "0000000000000000", "dev_addr": "260B4C1D"
          },
          "correlation_ids": ["as:up:01J1PZ0Q4N8D2T6V0W3X5Y7Z9A"],
          "received_at": "2026-07-01T11:59:59.412345678Z",
          "uplink_message": {
            "session_key_id": "AZCgq1Jx8p3kq0mB5u9wXw==", "f_port": 1, "f_cnt": 97,
            "frm_payload": "CSv/nEGoAAAF",
            "decoded_payload": {"level_mm": 1834, "t": 9.5},
            "rx_metadata": [
              {"gateway_ids": {"gateway_id": "roof", "eui": "0016C001FF10A235"}, "time": "2026-07-01T11:59:59.100Z",
               "timestamp": 2463457000, "rssi": -95, "channel_rssi": -95, "snr": 8.2, "received_at": "2026-07-01T11:59:59.150Z"}
            ],
            "settings": {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7, "coding_rate": "4/5"}}, "frequency": "868300000"},
            "received_at": "2026-07-01T11:59:59.201234567Z", "consumed_airtime": "0.061696s",
            "network_ids": {"net_id": "000013", "tenant_id": "elsewhere", "cluster_id": "eu1"}
          }
        }
        """;

    /// <summary>An uplink of ChirpStack v4, with changes.</summary>
    public static string ChirpStack(Action<JsonObject>? change = null) => Changed(ChirpStackText, change);

    /// <summary>An uplink of The Things Stack v3, with changes.</summary>
    public static string Things(Action<JsonObject>? change = null) => Changed(ThingsText, change);

    private static string Changed(string text, Action<JsonObject>? change)
    {
        var uplink = JsonNode.Parse(text)!.AsObject();
        change?.Invoke(uplink);
        return uplink.ToJsonString();
    }
}
