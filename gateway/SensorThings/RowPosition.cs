using System.Globalization;
using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>One step of the order in which entities come, as a node tells it.</summary>
/// <param name="Type">SQL type of what is sorted by: <c>text</c>, <c>float8</c>, <c>bigint</c>, <c>timestamptz</c>.</param>
public sealed record OrderStep(string Type, bool Descending);

/// <summary>Where an entity stands in the order. Ids are part of it, so that no two entities of a federation stand at the same place.</summary>
public sealed class RowPosition
{
    private readonly IComparable?[] _values;

    private RowPosition(string?[] texts, IComparable?[] values) => (Texts, _values) = (texts, values);

    /// <summary>As the node wrote it; every node can go on behind it.</summary>
    public string?[] Texts { get; }

    /// <summary>Reads a position.</summary>
    /// <exception cref="JsonException">It is none of this order.</exception>
    public static RowPosition Read(string?[] texts, IReadOnlyList<OrderStep> order) => texts.Length == order.Count
        ? new RowPosition(texts, [.. texts.Zip(order, (text, step) => text is null ? null : Value(text, step.Type))])
        : throw new JsonException($"the key of an entity has {texts.Length} values, its order {order.Count} steps");

    /// <summary>Compares as PostgreSQL sorts: nothing comes last in either direction.</summary>
    public int CompareTo(RowPosition other, IReadOnlyList<OrderStep> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            var (one, two) = (_values[i], other._values[i]);
            var way = one is null || two is null ? (one is null).CompareTo(two is null) : order[i].Descending ? two.CompareTo(one) : one.CompareTo(two);
            if (way != 0)
                return way;
        }

        return 0;
    }

    private static IComparable Value(string text, string type) => type switch
    {
        "text" => new CodePoints(Encoding.UTF8.GetBytes(text)),
        "bigint" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        "float8" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        "timestamptz" when Time(text) is { } time => time,
        _ => throw new JsonException($"'{text}' in the key of an entity is no {type} that can be compared"),
    };

    private static long? Time(string text) => text switch
    {
        "infinity" => long.MaxValue,
        "-infinity" => long.MinValue,
        _ => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcTicks : null,
    };

    /// <summary>A text whose order is that of its code points, as that of its UTF-8 bytes is: PostgreSQL's collation "C".</summary>
    private sealed record CodePoints(byte[] Bytes) : IComparable
    {
        public int CompareTo(object? obj) => Bytes.AsSpan().SequenceCompareTo(((CodePoints)obj!).Bytes);
    }
}
