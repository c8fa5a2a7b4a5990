using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UrbanDataHub.Simulator.Planning;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>How the fields of a table, dot paths all of them, lie in a JSON object: where a part is a number there is a list.</summary>
internal sealed partial class JsonShape
{
    private readonly List<(string Name, JsonShape Shape)> _members = [];
    private int? _field;

    /// <exception cref="SimulatorException">A path is a value in one place and an object in another.</exception>
    public static JsonShape Of(Table table)
    {
        var root = new JsonShape();
        for (var i = 0; i < table.Fields.Count; i++)
        {
            // A feature's own id is no property of it.
            if (!table.Fields[i].Name.StartsWith('$'))
                root.Place(table, table.Fields[i].Name, i);
        }

        return root;
    }

    public void Write(Utf8JsonWriter json, Cell[] cells)
    {
        if (_field is { } field)
            WriteValue(json, cells[field]);
        else if (_members.Count > 0 && _members.All(m => IsPosition(m.Name)))
            WriteList(json, cells);
        else
            WriteObject(json, cells);
    }

    /// <summary>A number or a flag where the text is one in JSON too; else a text.</summary>
    public static void WriteValue(Utf8JsonWriter json, Cell cell)
    {
        if (cell.Proposal?.Items is { } items)
            WriteItems(json, items);
        else if (cell.Proposal is null && cell.Nothing.Length == 0)
            json.WriteNullValue();
        else if (cell.Proposal?.Value is bool flag && cell.Text == (flag ? "true" : "false"))
            json.WriteBooleanValue(flag);
        else if (cell.Proposal?.Value is long or double && NumberPattern().IsMatch(cell.Text))
            json.WriteRawValue(cell.Text);
        else
            json.WriteStringValue(cell.Text);
    }

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyList<string> items)
    {
        json.WriteStartArray();
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static bool IsPosition(string name) => name.All(char.IsAsciiDigit);

    private void Place(Table table, string path, int field)
    {
        var at = this;
        foreach (var part in path.Split('.'))
        {
            if (at._field is not null)
                throw Contradiction(table, path);
            at = at.Member(part);
        }

        if (at._members.Count > 0)
            throw Contradiction(table, path);
        at._field = field;
    }

    private static SimulatorException Contradiction(Table table, string path) =>
        table.Readers[0].Refuse("map", $"'{path}' crosses a field that is a value in one place and holds others in another");

    private JsonShape Member(string name)
    {
        if (_members.Find(m => m.Name == name).Shape is { } known)
            return known;
        var shape = new JsonShape();
        _members.Add((name, shape));
        return shape;
    }

    private void WriteObject(Utf8JsonWriter json, Cell[] cells)
    {
        json.WriteStartObject();
        foreach (var (name, shape) in _members)
        {
            json.WritePropertyName(name);
            shape.Write(json, cells);
        }

        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, Cell[] cells)
    {
        var items = _members.ToDictionary(m => int.Parse(m.Name, CultureInfo.InvariantCulture), m => m.Shape);
        json.WriteStartArray();
        for (var i = 0; i <= items.Keys.Max(); i++)
        {
            if (items.TryGetValue(i, out var shape))
                shape.Write(json, cells);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,14})(\.\d{1,14})?$")]
    private static partial Regex NumberPattern();
}
