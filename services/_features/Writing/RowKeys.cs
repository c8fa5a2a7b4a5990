using System.Buffers;
using System.Text.Json;
using Npgsql;

namespace UrbanDataHub.Features.Writing;

/// <summary>
/// Where the rows of a page stand in its order: one array a row, the values that it is sorted by and its id. Whoever merges
/// pages of several cities compares them, and hands one back in <c>after</c> to go on behind that row.
/// </summary>
internal sealed class RowKeys
{
    /// <summary>Name of the member that holds them.</summary>
    public const string Member = "keys";

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Where the current row stands.</summary>
    public static JsonElement[] Of(FeatureWriter features, NpgsqlDataReader row)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Write(bytes, features, row);
        return JsonSerializer.Deserialize<JsonElement[]>(bytes.WrittenSpan)!;
    }

    /// <summary>Adds the current row.</summary>
    public void Add(FeatureWriter features, NpgsqlDataReader row)
    {
        _bytes.Write(_bytes.WrittenCount == 0 ? "["u8 : ","u8);
        Write(_bytes, features, row);
    }

    /// <summary>Writes the member.</summary>
    public void Write(Utf8JsonWriter json)
    {
        _bytes.Write(_bytes.WrittenCount == 0 ? "[]"u8 : "]"u8);
        json.WritePropertyName(Member);
        json.WriteRawValue(_bytes.WrittenSpan, skipInputValidation: true);
    }

    private static void Write(ArrayBufferWriter<byte> bytes, FeatureWriter features, NpgsqlDataReader row)
    {
        using var json = new Utf8JsonWriter(bytes, AnswerJson.Options);
        features.WriteRowKey(json, row);
    }
}
