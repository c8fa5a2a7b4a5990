using System.Text.Json;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Parts of a city's answer, found without building a document. The reader stands on a property name.</summary>
public static class JsonSlices
{
    /// <summary>The objects of an array as they are written, with the commas between them, and how many they are.</summary>
    /// <param name="single">Whether they are wanted one by one too; otherwise <c>Slices</c> is empty.</param>
    /// <exception cref="JsonException">It is no array, or holds something else.</exception>
    public static (ReadOnlyMemory<byte> Objects, int Count, IReadOnlyList<ReadOnlyMemory<byte>> Slices) Objects(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string name, bool single = false)
    {
        List<ReadOnlyMemory<byte>>? slices = single ? [] : null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"'{name}' is no array");
        var (from, to, seen) = (0L, 0L, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException($"'{name}' holds something else than objects");
            var start = reader.TokenStartIndex;
            if (seen++ == 0)
                from = start;
            reader.Skip();
            to = reader.BytesConsumed;
            slices?.Add(body[(int)start..(int)to]);
        }

        return (body[(int)from..(int)to], seen, slices ?? []);
    }

    /// <summary>The value as a small document.</summary>
    public static JsonElement Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The <c>dataAsOf</c> of a <c>federation</c> member about one city.</summary>
    public static DateTimeOffset? DataAsOf(ref Utf8JsonReader reader)
    {
        var federation = Value(ref reader);
        return federation.TryGetProperty("cities", out var cities) && cities.GetArrayLength() == 1
            && cities[0].TryGetProperty("dataAsOf", out var asOf) && asOf.TryGetDateTimeOffset(out var instant)
                ? instant
                : null;
    }
}
