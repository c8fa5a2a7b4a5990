using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>One row a matching column: the groups of its name, its value, and the other columns repeated.</summary>
internal sealed class UnpivotedRows : RowReader
{
    private readonly CsvRows _wide;
    private readonly UnpivotSpec _spec;
    private readonly List<(int Column, string[] Groups)> _columns;
    private readonly int _valueSlot;
    private int _current;

    public UnpivotedRows(CsvRows wide, UnpivotSpec spec)
        : base(wide.File)
    {
        _wide = wide;
        _spec = spec;
        // Slots up to here are columns of the file; then come the groups, then the value.
        _valueSlot = wide.Columns.Count + spec.Names.Count;
        _columns = wide.Columns.Select((name, i) => (i, Match: spec.Columns.Match(name)))
            .Where(c => c.Match.Success)
            .Select(c => (c.i, Groups(c.Match)))
            .ToList();
        if (_columns.Count == 0)
            throw new BrokenFileException(File, 1, spec.Columns.ToString(), $"no column matches; the header has {wide.Fields}");
        // As if a row had just ended: the first one is read next.
        _current = _columns.Count;
    }

    public override long Line => _wide.Line;

    public override string? Fault => _wide.Fault;

    public override bool IsFooter => _wide.IsFooter;

    public override string Raw => _wide.Raw;

    public override string Fields => string.Join(", ", OwnNames().Append(_wide.Fields));

    public override bool Read()
    {
        if (++_current < _columns.Count && Fault is null && !IsFooter)
            return true;
        _current = 0;
        return _wide.Read();
    }

    public override int Slot(string field)
    {
        if (field == _spec.Value)
            return _valueSlot;
        for (var i = 0; i < _spec.Names.Count; i++)
        {
            if (_spec.Names[i] == field)
                return _wide.Columns.Count + i;
        }

        return _wide.Slot(field);
    }

    public override ReadOnlySpan<char> Text(int slot)
    {
        if (slot < _wide.Columns.Count)
            return _wide.Text(slot);
        var (column, groups) = _columns[_current];
        return slot == _valueSlot ? _wide.Text(column) : groups[slot - _wide.Columns.Count];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _wide.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<string> OwnNames() => _spec.Names.Append(_spec.Value);

    private string[] Groups(Match match) => _spec.Names.Select(name => match.Groups[name].Value.Trim()).ToArray();
}
