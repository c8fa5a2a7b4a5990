using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// What a mapped row is recognised by. Only what is not null counts, by name: a property that is added to a collection must not
/// make every row of every city look changed.
/// </summary>
internal static class RowFingerprint
{
    /// <summary>16 bytes (XxHash128) over names, values and geometry.</summary>
    public static byte[] Of(IReadOnlyList<PropertyDescriptor> properties, object?[] values, byte[]? geometry)
    {
        var hash = new XxHash128();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value)
                continue;
            Append(hash, properties[i].Name);
            AppendValue(hash, value);
        }

        Append(hash, (ReadOnlySpan<byte>)(geometry ?? []));
        return hash.GetHashAndReset();
    }

    private static void AppendValue(XxHash128 hash, object value)
    {
        switch (value)
        {
            case string text:
                Append(hash, text);
                break;
            case string[] list:
                Append(hash, list.Length);
                foreach (var item in list)
                    Append(hash, item);
                break;
            case long integer:
                Append(hash, integer);
                break;
            case double number:
                Append(hash, BitConverter.DoubleToInt64Bits(number));
                break;
            case bool flag:
                Append(hash, flag ? 1L : 0L);
                break;
            case DateOnly date:
                Append(hash, date.DayNumber);
                break;
            case DateTimeOffset instant:
                Append(hash, instant.UtcTicks);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not a type of a property.", nameof(value));
        }
    }

    private static void Append(XxHash128 hash, string text) => Append(hash, MemoryMarshal.AsBytes(text.AsSpan()));

    // The length goes first, so that ("ab", "c") and ("a", "bc") differ.
    private static void Append(XxHash128 hash, ReadOnlySpan<byte> bytes)
    {
        Append(hash, bytes.Length);
        hash.Append(bytes);
    }

    private static void Append(XxHash128 hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.Append(bytes);
    }
}
