using System.Formats.Cbor;
using System.Text;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Whatever bytes come, a message is read or a reason given; nothing is thrown and nothing infinite is read.</summary>
public sealed class HostileBytesTests
{
    private const int Rounds = 20_000;

    private const string Probe = """
        topics: FORMAT
        format: FORMAT
        device: { path: $.id }
        source: $.n
        time: { path: $.at, format: unix-seconds }
        readings:
          t: { path: "$.v[0].t", unit: Cel, scale: 0.01 }
          u: { path: "$.v[1]", unit: "%", invalid: [255] }
        """;

    private const string Uplink = """
        topics: FORMAT
        format: FORMAT
        decoder: { bytes: [ { at: 0, type: i16be, scale: 0.01, key: t }, { at: 4, type: f32be, key: u } ] }
        readings: { t: { unit: Cel }, u: { unit: "%" } }
        """;

    [Theory]
    [InlineData("json", 1)]
    [InlineData("cbor", 2)]
    [InlineData("chirpstack-v4", 3)]
    [InlineData("ttn-v3", 4)]
    public void Changed_and_cut_messages_yield_readings_or_faults(string format, int seed)
    {
        using var town = new DeviceTown((format is "json" or "cbor" ? Probe : Uplink).Replace("FORMAT", format, StringComparison.Ordinal));
        var whole = Sample(format);
        Assert.NotEmpty(town.Read(format, whole)!.Readings);
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Spoilt(whole, random);
            var message = town.Read(format, bytes);
            Assert.NotNull(message);
            Assert.All(message.Readings, r => Assert.True(double.IsFinite(r.Value) && r.Time.Kind == DateTimeKind.Utc, Convert.ToHexString(bytes)));
            Assert.All(message.Faults, f => Assert.NotEmpty(f.Reason));
            (read, refused) = message.Faults.Count > 0 ? (read, refused + 1) : (read + 1, refused);
        }

        // Both must occur, or the bytes were not spoilt in a telling way.
        Assert.True(read > Rounds / 100 && refused > Rounds / 10, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("json", 5)]
    [InlineData("cbor", 6)]
    public void Noise_is_refused(string format, int seed)
    {
        using var town = new DeviceTown(Probe.Replace("FORMAT", format, StringComparison.Ordinal));
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            Assert.NotEmpty(town.Read(format, noise)!.Faults);
        }
    }

    private static byte[] Spoilt(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var flips = random.Next(4); flips > 0; flips--)
            bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[random.Next(bytes.Length)] ^ 1 << random.Next(8));
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static byte[] Sample(string format) => format switch
    {
        "json" => """{"id":"d1","n":7,"at":1782907170,"v":[{"t":2347},81.5]}"""u8.ToArray(),
        "cbor" => Cbor(),
        "chirpstack-v4" => Encoding.UTF8.GetBytes(Uplinks.ChirpStack(u => u.Remove("object"))),
        _ => Encoding.UTF8.GetBytes(Uplinks.Things(u => u["uplink_message"]!.AsObject().Remove("decoded_payload"))),
    };

    private static byte[] Cbor()
    {
        var writer = new CborWriter();
        writer.WriteStartMap(4);
        writer.WriteTextString("id");
        writer.WriteTextString("d1");
        writer.WriteTextString("n");
        writer.WriteInt32(7);
        writer.WriteTextString("at");
        writer.WriteUnixTimeSeconds(1782907170);
        writer.WriteTextString("v");
        writer.WriteStartArray(2);
        writer.WriteStartMap(1);
        writer.WriteTextString("t");
        writer.WriteInt32(2347);
        writer.WriteEndMap();
        writer.WriteDouble(81.5);
        writer.WriteEndArray();
        writer.WriteEndMap();
        return writer.Encode();
    }
}
