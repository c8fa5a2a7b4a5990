using System.Text.Json;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>Rows of one file of a family; what tells it from the others (<c>each</c>) is a field of every row, with a <c>$</c>.</summary>
internal sealed class NamedRows(RowReader rows, IReadOnlyDictionary<string, string> names) : RowReader(rows.File)
{
    // Far beyond the slots of any file.
    private const int First = 1 << 24;
    private readonly KeyValuePair<string, string>[] _names = names.ToArray();

    public override long Line => rows.Line;

    public override string? Fault => rows.Fault;

    public override bool IsFooter => rows.IsFooter;

    public override string Raw => rows.Raw;

    public override JsonElement? Geometry => rows.Geometry;

    public override byte[]? GeometryBlob => rows.GeometryBlob;

    public override bool HasGeometry => rows.HasGeometry;

    public override string? Crs => rows.Crs;

    public override string Fields => string.Join(", ", _names.Select(n => "$" + n.Key).Append(rows.Fields));

    public override bool Read() => rows.Read();

    public override int Slot(string field)
    {
        var name = field.StartsWith('$') ? Array.FindIndex(_names, n => n.Key == field[1..]) : -1;
        return name < 0 ? rows.Slot(field) : First + name;
    }

    public override ReadOnlySpan<char> Text(int slot) => slot >= First ? _names[slot - First].Value : rows.Text(slot);

    public override object? Value(int slot) => slot >= First ? _names[slot - First].Value : rows.Value(slot);

    public override string[]? List(int slot) => slot >= First ? null : rows.List(slot);

    public override bool Seen(int slot) => slot >= First || rows.Seen(slot);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rows.Dispose();
        base.Dispose(disposing);
    }
}
