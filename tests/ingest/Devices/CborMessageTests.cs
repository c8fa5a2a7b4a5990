using System.Formats.Cbor;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Messages in CBOR.</summary>
public sealed class CborMessageTests
{
    private const string File = """
        topics: c/{device}
        format: cbor
        device: { level: device }
        readings: { t: { path: "$.t", unit: Cel } }
        """;

    [Fact]
    public void Numbers_of_every_kind_are_read()
    {
        Assert.Equal(23, Value(w => w.WriteInt32(23)));
        Assert.Equal(-1000000, Value(w => w.WriteInt64(-1000000)));
        Assert.Equal(ulong.MaxValue, Value(w => w.WriteUInt64(ulong.MaxValue)));
        Assert.Equal(21.5, Value(w => w.WriteHalf((Half)21.5)));
        Assert.Equal(21.5, Value(w => w.WriteSingle(21.5f)));
        Assert.Equal(21.3, Value(w => w.WriteDouble(21.3)));
        Assert.Equal(273.15, Value(w => w.WriteDecimal(273.15m)));
        Assert.Equal(1, Value(w => w.WriteBoolean(true)));
        Assert.Equal(21.5, Value(w => w.WriteTextString("21.5")));
        Assert.Equal(7, Value(w =>
        {
            w.WriteTag((CborTag)4711);
            w.WriteInt32(7);
        }));
    }

    [Fact]
    public void Null_and_undefined_are_no_value()
    {
        using var town = new DeviceTown(File);
        foreach (var write in new Action<CborWriter>[] { w => w.WriteNull(), w => w.WriteSimpleValue(CborSimpleValue.Undefined) })
        {
            var message = town.Read("c/d", Map(write))!;
            Assert.Empty(message.Readings);
            Assert.Empty(message.Faults);
        }
    }

    [Fact]
    public void What_is_no_value_is_told_with_its_path()
    {
        Assert.Equal("$.t: is NaN, which is no value", Fault(Map(w => w.WriteHalf(Half.NaN))));
        Assert.Equal("$.t: is -Infinity, which is no value", Fault(Map(w => w.WriteDouble(double.NegativeInfinity))));
        Assert.Equal("$.t: is the text 'AQL_', and is not a number", Fault(Map(w => w.WriteByteString([1, 2, 255]))));
        Assert.Equal("$.t: is a list of 0, and is not a number", Fault(Map(w =>
        {
            w.WriteStartArray(0);
            w.WriteEndArray();
        })));
    }

    [Fact]
    public void What_is_not_CBOR_is_told_with_the_place()
    {
        Assert.StartsWith("$: the payload", Fault([]), StringComparison.Ordinal);
        Assert.StartsWith("$: the payload is not CBOR at byte 3: ", Fault([0xa1, 0x61, (byte)'t', 0x19, 0x01]), StringComparison.Ordinal);
        Assert.StartsWith("$: the payload is not CBOR at byte ", Fault([0xa2, 0x61, (byte)'t', 1, 0x61, (byte)'t', 2]), StringComparison.Ordinal);
        Assert.StartsWith("$: the payload is not CBOR at byte ", Fault([0xa1, 0x61, 0xff, 1]), StringComparison.Ordinal);
        Assert.Equal("$: 1 bytes follow the CBOR item", Fault([.. Map(w => w.WriteInt32(1)), 0]));
        Assert.Equal("$: the payload has the key '1' both as a text and as a number", Fault([0xa2, 1, 1, 0x61, (byte)'1', 2]));
        Assert.StartsWith("$: the payload has a key that is neither a text nor a whole number", Fault([0xa1, 0xf5, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.Equal("$: the payload is nested deeper than 64 levels", Fault(Enumerable.Repeat((byte)0x81, 100_000).ToArray()));
        Assert.Equal("$: the payload is nested deeper than 64 levels", Fault(Enumerable.Repeat((byte)0xc6, 100_000).ToArray()));
        // A list that claims four thousand million items.
        Assert.StartsWith("$: the payload is not CBOR at byte", Fault([0x9a, 0xff, 0xff, 0xff, 0xff]), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_numbers_and_times_of_both_tags_are_read()
    {
        const string file = """
            topics: c/d
            format: cbor
            device: { name: roof }
            time: { path: "$['-6']", format: FORMAT }
            readings: { t: { path: "$['2'][0]", unit: Cel } }
            """;
        foreach (var (format, write) in new (string, Action<CborWriter>)[]
        {
            ("iso8601", w => w.WriteDateTimeOffset(new DateTimeOffset(2026, 7, 1, 13, 30, 0, TimeSpan.FromHours(2)))),
            ("unix-seconds", w => w.WriteUnixTimeSeconds(1782905400)),
        })
        {
            using var town = new DeviceTown(file.Replace("FORMAT", format, StringComparison.Ordinal));
            var writer = new CborWriter();
            writer.WriteStartMap(null);
            writer.WriteInt32(-6);
            write(writer);
            writer.WriteInt32(2);
            writer.WriteStartArray(null);
            writer.WriteInt32(19);
            writer.WriteEndArray();
            writer.WriteEndMap();
            var reading = Assert.Single(town.Read("c/d", writer.Encode())!.Readings);
            Assert.Equal(19, reading.Value);
            Assert.Equal(DeviceTown.Utc("2026-07-01T11:30:00Z"), reading.Time);
        }
    }

    private static byte[] Map(Action<CborWriter> write)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(1);
        writer.WriteTextString("t");
        write(writer);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static double Value(Action<CborWriter> write)
    {
        using var town = new DeviceTown(File);
        return Assert.Single(town.Read("c/d", Map(write))!.Readings).Value;
    }

    private static string Fault(byte[] payload)
    {
        using var town = new DeviceTown(File);
        return town.Fault("c/d", payload);
    }
}
