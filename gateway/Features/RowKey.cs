using System.Text;
using System.Text.Json;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>Where a row stands in the order of its page: the values it is sorted by, and its id.</summary>
public sealed class RowKey
{
    private readonly object?[] _values;

    private RowKey(string text, object?[] values) => (Text, _values) = (text, values);

    /// <summary>What the city takes in <c>after</c> to go on behind the row: the key as it wrote it, or the id where nothing else decides.</summary>
    public string Text { get; }

    /// <summary>Reads a key: a JSON array of the values of <paramref name="sort"/> and the id.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RowKey Read(JsonElement key, SortOrder sort)
    {
        if (key.ValueKind != JsonValueKind.Array || key.GetArrayLength() != sort.Keys.Count + 1 || key[sort.Keys.Count].ValueKind != JsonValueKind.String)
            throw new JsonException($"the key of a row is not an array of {sort.Keys.Count} values and an id");
        return new RowKey(sort.Keys.Count == 0 ? key[0].GetString()! : key.GetRawText(), [.. sort.Keys.Select((k, i) => Value(key[i], k.Property))]);
    }

    /// <summary>Compares two rows by the values they are sorted by; 0 if these agree.</summary>
    public int CompareTo(RowKey other, SortOrder sort)
    {
        for (var i = 0; i < sort.Keys.Count; i++)
        {
            if (Compare(_values[i], other._values[i], sort.Keys[i].Descending) is not 0 and var order)
                return order;
        }

        return 0;
    }

    /// <summary>Text by code point, which is the order of its UTF-8 bytes; nothing comes last in either direction.</summary>
    private static int Compare(object? one, object? other, bool descending)
    {
        if (one is null || other is null)
            return (one is null).CompareTo(other is null);
        var order = one is byte[] text ? text.AsSpan().SequenceCompareTo((byte[])other) : ((IComparable)one).CompareTo(other);
        return descending ? -order : order;
    }

    private static object? Value(JsonElement value, PropertyDescriptor property) => (property.Kind, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (PropertyKind.Text or PropertyKind.Date, JsonValueKind.String) => Encoding.UTF8.GetBytes(value.GetString()!),
        (PropertyKind.Integer or PropertyKind.Instant, JsonValueKind.Number) when value.TryGetInt64(out var number) => number,
        (PropertyKind.Number, JsonValueKind.Number) when value.TryGetDouble(out var number) => number,
        (PropertyKind.Boolean, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
        _ => throw new JsonException($"the key of a row has no value of '{property.Name}'"),
    };
}
