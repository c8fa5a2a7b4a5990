using System.Buffers.Text;
using System.Formats.Cbor;
using System.Globalization;
using System.Text.Json.Nodes;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>
/// Reads a CBOR payload (RFC 8949) as the JSON that its section 6.1 proposes: bytes become base64url, whole-number keys become texts,
/// undefined becomes null. Tags 0 and 1 are left to the mapping's <c>time.format</c>, decimal fractions (tag 4) are read,
/// other tags are passed over. NaN and the infinities stay, to be refused where they are looked at.
/// </summary>
internal static class CborPayload
{
    /// <exception cref="UnreadableException">It is not one well-formed item; the reason says where.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> payload)
    {
        var reader = new CborReader(payload, CborConformanceMode.Strict);
        try
        {
            var root = ReadItem(reader, 0);
            return reader.BytesRemaining == 0 ? root : throw new UnreadableException($"$: {reader.BytesRemaining} bytes follow the CBOR item");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new UnreadableException($"$: the payload is not CBOR at byte {payload.Length - reader.BytesRemaining}: {e.Message.TrimEnd('.')}");
        }
    }

    private static JsonNode? ReadItem(CborReader reader, int depth)
    {
        if (depth > JsonPayload.Deepest)
            throw new UnreadableException($"$: the payload is nested deeper than {JsonPayload.Deepest} levels");
        return reader.PeekState() switch
        {
            CborReaderState.StartMap => ReadMap(reader, depth),
            CborReaderState.StartArray => ReadArray(reader, depth),
            CborReaderState.Tag => ReadTagged(reader, depth),
            CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString => JsonValue.Create(reader.ReadTextString()),
            CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString => JsonValue.Create(Base64Url.EncodeToString(reader.ReadByteString())),
            CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger => ReadWhole(reader),
            CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat => JsonValue.Create(reader.ReadDouble()),
            CborReaderState.Boolean => JsonValue.Create(reader.ReadBoolean()),
            CborReaderState.Null => ReadNull(reader),
            CborReaderState.SimpleValue => ReadUndefined(reader),
            var state => throw new UnreadableException($"$: the payload ends too early, at {state}"),
        };
    }

    private static JsonObject ReadMap(CborReader reader, int depth)
    {
        var map = new JsonObject();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var key = ReadKey(reader);
            // Strict reading finds equal keys; a text and a number may still be written the same.
            if (!map.TryAdd(key, ReadItem(reader, depth + 1)))
                throw new UnreadableException($"$: the payload has the key '{key}' both as a text and as a number");
        }

        reader.ReadEndMap();
        return map;
    }

    private static string ReadKey(CborReader reader) => reader.PeekState() switch
    {
        CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger => reader.ReadInt64().ToString(CultureInfo.InvariantCulture),
        CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString => reader.ReadTextString(),
        var state => throw new UnreadableException($"$: the payload has a key that is neither a text nor a whole number, but {state}"),
    };

    private static JsonArray ReadArray(CborReader reader, int depth)
    {
        var items = new JsonArray();
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
            items.Add(ReadItem(reader, depth + 1));
        reader.ReadEndArray();
        return items;
    }

    private static JsonNode? ReadTagged(CborReader reader, int depth)
    {
        if (reader.PeekTag() == CborTag.DecimalFraction)
            return JsonValue.Create((double)reader.ReadDecimal());
        reader.ReadTag();
        return ReadItem(reader, depth + 1);
    }

    /// <summary>Whole numbers beyond 64 bits lose digits, which no sensor has.</summary>
    private static JsonValue ReadWhole(CborReader reader)
    {
        if (reader.PeekState() == CborReaderState.NegativeInteger)
            return JsonValue.Create(reader.ReadInt64());
        var number = reader.ReadUInt64();
        return number <= long.MaxValue ? JsonValue.Create((long)number) : JsonValue.Create((double)number);
    }

    private static JsonNode? ReadNull(CborReader reader)
    {
        reader.ReadNull();
        return null;
    }

    private static JsonNode? ReadUndefined(CborReader reader) => reader.ReadSimpleValue() is CborSimpleValue.Undefined
        ? null
        : throw new UnreadableException("$: the payload has a simple value that is not false, true, null or undefined");
}
