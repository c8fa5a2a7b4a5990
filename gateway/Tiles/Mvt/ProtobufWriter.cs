using System.Buffers;

namespace UrbanDataHub.Gateway.Tiles.Mvt;

/// <summary>Writes the fields of one Protocol Buffers message.</summary>
internal sealed class ProtobufWriter
{
    private const int LongestVarint = 10;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Forgets what was written, and keeps the memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Fields as they stand elsewhere.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => _bytes.Write(fields);

    /// <summary>A field of bytes.</summary>
    public void Field(int number, ReadOnlySpan<byte> content)
    {
        Varint((ulong)number << 3 | ProtobufReader.Bytes);
        Varint((ulong)content.Length);
        _bytes.Write(content);
    }

    /// <summary>A field of a number.</summary>
    public void Field(int number, uint value)
    {
        Varint((ulong)number << 3 | ProtobufReader.Varint);
        Varint(value);
    }

    /// <summary>A number alone, as in a packed field.</summary>
    public void Varint(ulong value)
    {
        var span = _bytes.GetSpan(LongestVarint);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
