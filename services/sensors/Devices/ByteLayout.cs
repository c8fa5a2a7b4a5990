using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>What the bytes of a device mean (<c>decoder.bytes</c>).</summary>
internal sealed class ByteLayout
{
    private readonly List<ByteField> _fields;

    private ByteLayout(List<ByteField> fields) => _fields = fields;

    /// <summary>Reads a layout.</summary>
    /// <exception cref="SourceException">It is wrong, or names no field, or one twice.</exception>
    public static ByteLayout Read(YamlValue decoder)
    {
        var map = decoder.Map();
        var bytes = map.Required("bytes");
        var fields = bytes.Items().Select(ByteField.Read).ToList();
        map.Done();
        if (fields.Count == 0)
            throw bytes.Fault("names no field");
        return fields.CountBy(f => f.Key, StringComparer.Ordinal).FirstOrDefault(f => f.Value > 1) is { Key: { } twice }
            ? throw bytes.Fault($"'{twice}' is there twice")
            : new ByteLayout(fields);
    }

    /// <summary>The values by key. A field beyond the end is left out: devices drop what they do not measure.</summary>
    public JsonObject Decode(ReadOnlySpan<byte> bytes)
    {
        var decoded = new JsonObject();
        foreach (var field in _fields)
        {
            if (field.At + field.Width <= bytes.Length)
                decoded[field.Key] = field.Decode(bytes[field.At..]);
        }

        return decoded;
    }
}

/// <summary>A number, or one bit, at a fixed place.</summary>
/// <param name="At">The first byte, counted from 0.</param>
/// <param name="Kind"><c>u</c>, <c>i</c> (two's complement), <c>f</c> (IEEE 754), or <c>b</c> for a bit.</param>
/// <param name="Width">Bytes.</param>
/// <param name="Bit">0 for the lowest.</param>
internal sealed partial record ByteField(string Key, int At, char Kind, int Width, bool LittleEndian, int Bit, Linear Linear)
{
    private const int Furthest = 255;

    /// <summary>Reads an entry.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static ByteField Read(YamlValue field)
    {
        var map = field.Map();
        var at = map.Required("at");
        if (at.Whole(0) > Furthest)
            throw at.Fault($"must be {Furthest} at most");
        var bit = map.Optional("bit");
        var read = bit is null ? Number(map, (int)at.Whole(0)) : Flag(map, bit, (int)at.Whole(0));
        map.Done();
        return read;
    }

    /// <summary>The value; the field is inside of <paramref name="bytes"/>.</summary>
    public JsonNode Decode(ReadOnlySpan<byte> bytes)
    {
        if (Kind == 'b')
            return JsonValue.Create((double)(bytes[0] >> Bit & 1));
        Span<byte> big = stackalloc byte[4];
        bytes[..Width].CopyTo(big[(4 - Width)..]);
        if (LittleEndian)
            big[(4 - Width)..].Reverse();
        var whole = BinaryPrimitives.ReadUInt32BigEndian(big);
        // Doubles in each arm: else all three would become singles, which have no room for 32 bits.
        return JsonValue.Create(Linear.Apply(Kind switch
        {
            'f' => (double)BitConverter.UInt32BitsToSingle(whole),
            'i' => (double)((int)(whole << 32 - 8 * Width) >> 32 - 8 * Width),
            _ => (double)whole,
        }));
    }

    private static ByteField Flag(YamlMap map, YamlValue bit, int at) => bit.Whole(0) is <= 7 and var number
        ? new ByteField(map.Required("key").Text(), at, 'b', 1, false, (int)number, Linear.Same)
        : throw bit.Fault("must be 0, the lowest, to 7");

    private static ByteField Number(YamlMap map, int at)
    {
        var type = map.Required("type");
        var match = Type().Match(type.Text());
        if (!match.Success)
            throw type.Fault($"'{type.Text()}' must be u8, i8, or u16, i16, u24, i24, u32, i32 or f32 with be or le behind it; for a flag write 'bit'");
        var width = match.Groups["bits"] is { Success: true } bits ? int.Parse(bits.ValueSpan, CultureInfo.InvariantCulture) / 8 : 1;
        var little = type.Text().EndsWith("le", StringComparison.Ordinal);
        return new ByteField(map.Required("key").Text(), at, type.Text()[0], width, little, 0, Linear.Read(map));
    }

    [GeneratedRegex(@"^(?:[ui]8|(?:[ui](?<bits>16|24|32)|f(?<bits>32))(?:be|le))\z")]
    private static partial Regex Type();
}
