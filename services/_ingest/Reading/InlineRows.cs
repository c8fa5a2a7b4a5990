using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>Rows that stand in the source file itself.</summary>
internal sealed class InlineRows(string file, IReadOnlyList<InlineRow> rows) : RowReader(file)
{
    private readonly List<string> _fields = [];
    private int _current = -1;

    public override long Line => rows[_current].Line;

    public override string Raw => string.Join(", ", rows[_current].Fields.Select(f => $"{f.Key}: {f.Value}"));

    public override string Fields => string.Join(", ", rows.SelectMany(r => r.Fields.Keys).Distinct());

    public override bool Read() => ++_current < rows.Count;

    public override int Slot(string field)
    {
        _fields.Add(field);
        return rows.Any(r => r.Fields.ContainsKey(field)) ? _fields.Count - 1 : NoSlot;
    }

    public override ReadOnlySpan<char> Text(int slot) => rows[_current].Fields.GetValueOrDefault(_fields[slot]).AsSpan().Trim();
}
