using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Rows;

/// <summary>Makes rows wrong on purpose, and knows which sources reject them.</summary>
internal sealed class RowFaults
{
    private readonly Table _table;
    private readonly double _share;
    private readonly IReadOnlyList<(Field Value, WideColumn Column)> _columns;
    private readonly List<int> _fields;
    private readonly List<Kind> _kinds;

    /// <param name="share">The share of rows that are wrong.</param>
    public RowFaults(TablePlan plan, double share)
    {
        _table = plan.Table;
        _columns = plan.Columns;
        // A column of its own is one row; another field of a wide row would spoil all of its columns.
        _fields = _table.Wide.Count > 0 ? [] : Enumerable.Range(0, _table.Fields.Count).Where(i => MayBeWrong(_table.Fields[i])).ToList();
        _kinds = Kinds();
        // Readings rely on every station; one that stands in all of its readings' rows is still there when a row is rejected.
        var losesStations = plan.Times is null && _table.Readers.Any(r => r.MakesStations);
        _share = losesStations ? 0 : share;
    }

    private delegate (Row Row, IReadOnlyList<SourceFile> RejectedBy)? Kind(RowPlace place, RowPlace? outside, Draw draw, Func<RowPlace, Row> make);

    /// <summary>Whether this row is to be wrong.</summary>
    public bool Hits(RowPlace place) => place.RowDraw.At("fault").Chance(_share);

    /// <summary>The row with a fault, and the sources that reject it; null where nothing can be wrong in it.</summary>
    /// <param name="outside">The same row outside of the city; null where it has no place.</param>
    public (Row Row, IReadOnlyList<SourceFile> RejectedBy)? Spoil(RowPlace place, RowPlace? outside, Func<RowPlace, Row> make)
    {
        var draw = place.RowDraw.At("fault");
        var first = _kinds.Count == 0 ? 0 : draw.At("kind").Below(_kinds.Count);
        return Enumerable.Range(first, _kinds.Count)
            .Select(i => _kinds[i % _kinds.Count](place, outside, draw.At(i), make))
            .FirstOrDefault(spoilt => spoilt is not null);
    }

    private List<Kind> Kinds()
    {
        var kinds = new List<Kind>();
        if (_table.Reading.Format == FileFormat.Csv && !_table.Readers.Any(r => r.Source.Reading.IgnoreExtra))
            kinds.Add((place, _, _, make) => (make(place) with { HasFieldTooMany = true }, Sources(_table.Readers)));
        if (_table.GeometryReaders.Count > 0 && _table.GeometryReaders.All(r => r.Source.Inside.Box is not null))
            kinds.Add((_, outside, _, make) => (make(outside!), Sources(_table.GeometryReaders)));
        if (Sources(_table.GeometryReaders.Where(r => r.Source.Descriptor.Geometry!.Required)) is { Count: > 0 } needy)
            kinds.Add((place, _, _, make) => (make(place with { Geometry = null }), needy));
        if (_fields.Count > 0)
            kinds.Add(SpoilField);
        if (_columns.Count > 0)
            kinds.Add(SpoilColumn);
        return kinds;
    }

    private (Row, IReadOnlyList<SourceFile>)? SpoilField(RowPlace place, RowPlace? outside, Draw draw, Func<RowPlace, Row> make)
    {
        var at = draw.Pick(_fields);
        if (Wrong(_table.Fields[at], place, draw) is not var (text, sources))
            return null;
        var row = make(place);
        row.Fields[at] = Cell.Of(text);
        return (row, sources);
    }

    private (Row, IReadOnlyList<SourceFile>)? SpoilColumn(RowPlace place, RowPlace? outside, Draw draw, Func<RowPlace, Row> make)
    {
        var at = draw.Below(_columns.Count);
        if (Wrong(_columns[at].Value, _columns[at].Column.PlaceIn(place), draw) is not var (text, sources))
            return null;
        var row = make(place);
        row.Columns[at] = Cell.Of(text);
        return (row, sources);
    }

    private (string Text, IReadOnlyList<SourceFile> Sources)? Wrong(Field field, RowPlace place, Draw draw)
    {
        var text = field.Uses.Select((u, i) => u.Fault(draw.At(i))).FirstOrDefault(t => t is not null);
        var sources = text is null ? [] : Sources(_table.Readers).Where(s => field.IsRejected(text, s, place)).ToList();
        return sources.Count > 0 ? (text!, sources) : null;
    }

    private static bool MayBeWrong(Field field) => field.Uses.Count > 0 && field.Uses.All(u => u.IsDecisive) && field.Uses.Any(u => u.Fault(default) is not null);

    private static List<SourceFile> Sources(IEnumerable<TableReader> readers) => readers.Select(r => r.Source).ToList();
}
