using System.Text.Json;
using System.Text.Unicode;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>A page of one node, cut open: the bytes of its entities, untouched, and where each of them stands.</summary>
public sealed class NodePage
{
    private string?[][]? _keys;

    private NodePage()
    {
    }

    /// <summary>The entities, in their order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Rows { get; private set; } = null!;

    /// <summary>Their positions.</summary>
    public IReadOnlyList<RowPosition> Positions { get; private set; } = [];

    /// <summary>The order.</summary>
    public IReadOnlyList<OrderStep> Order { get; private set; } = [];

    /// <summary>Columns of the table that all entities of the node make; null if it was not asked for them.</summary>
    public IReadOnlyList<string>? Columns { get; private set; }

    /// <summary>How many entities the node has in all; null if it was not asked.</summary>
    public long? Count { get; private set; }

    /// <summary>Whether there are more behind the page.</summary>
    public bool More { get; private set; }

    /// <summary>Cuts an answer open that was asked for its keys.</summary>
    /// <param name="most">How many entities were asked for.</param>
    /// <param name="columns">Whether the columns of a table were asked for.</param>
    /// <exception cref="JsonException">It is none, or not whole.</exception>
    public static NodePage Parse(ReadOnlyMemory<byte> body, int most, bool columns)
    {
        // The reader skips over texts without a look; the bytes of a node become part of our answer.
        if (!Utf8.IsValid(body.Span))
            throw new JsonException("the answer is not UTF-8");
        var page = new NodePage();
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("the answer is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            page.Member(ref reader, body);
        // The reader checks the rest, so that a body with something behind its end is seen as what it is.
        while (reader.Read())
        {
        }

        page.Check(most, columns);
        return page;
    }

    private void Member(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("value"u8))
            Rows = JsonSlices.Objects(ref reader, body, "value", single: true).Slices;
        else if (reader.ValueTextEquals("order"u8))
            Order = JsonSlices.Value(ref reader).Deserialize<OrderStep[]>(JsonSerializerOptions.Web) ?? [];
        else if (reader.ValueTextEquals("keys"u8))
            _keys = JsonSlices.Value(ref reader).Deserialize<string?[][]>();
        else if (reader.ValueTextEquals("columns"u8))
            Columns = JsonSlices.Value(ref reader).Deserialize<string[]>();
        else if (reader.ValueTextEquals("@iot.count"u8))
            Count = JsonSlices.Value(ref reader).Deserialize<long>();
        else
        {
            More |= reader.ValueTextEquals("@iot.nextLink"u8);
            reader.Skip();
        }
    }

    private void Check(int most, bool columns)
    {
        if (Rows is null || _keys is null || Order.Count == 0)
            throw new JsonException("the answer lacks 'value', 'keys' or 'order'");
        if (columns && Columns is null)
            throw new JsonException("the answer lacks 'columns'");
        if (Rows.Count > most)
            throw new JsonException($"the answer has {Rows.Count} entities where {most} were asked for");
        if (_keys.Length != Rows.Count)
            throw new JsonException($"the answer has {Rows.Count} entities, but the keys of {_keys.Length}");
        Positions = [.. _keys.Select(key => RowPosition.Read(key, Order))];
    }
}
