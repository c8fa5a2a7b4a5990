using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;

namespace UrbanDataHub.Simulator.Rows;

/// <summary>The rows of a table, made one at a time.</summary>
internal sealed class TableRows
{
    private readonly TablePlan _plan;
    private readonly Places? _places;
    private readonly RowFaults _faults;
    private readonly IReadOnlyList<(Field Value, WideColumn Column)> _columns;
    private readonly Dictionary<SourceFile, long> _rejected = [];

    /// <param name="faultShare">The share of rows that are wrong.</param>
    public TableRows(TablePlan plan, double faultShare)
    {
        _plan = plan;
        _columns = plan.Columns;
        _faults = new RowFaults(plan, faultShare);
        var table = plan.Table;
        if (table.GeometryReaders is [var reader, ..])
            _places = new Places(table.Box, table.OutsideEast, reader.Source.Descriptor.Geometry!.Geometry!, Math.Max(plan.Entities, plan.Stations.Count));
    }

    /// <summary>How many rows each source must reject, of those made so far.</summary>
    public IReadOnlyDictionary<SourceFile, long> Rejected => _rejected;

    public IEnumerable<Row> All() => _plan.Times is { } times ? Readings(times) : Features();

    private IEnumerable<Row> Features()
    {
        for (var i = 0L; i < _plan.Entities; i++)
            yield return MakeOrSpoil(Placed(_plan.PlaceOf(i)), mayBeWrong: true);
    }

    private IEnumerable<Row> Readings(SeriesTimes times)
    {
        var keys = _plan.KeysInRows;
        var stations = _plan.HasStationsInRows ? _plan.Stations.Count : 1;
        foreach (var begin in times.All())
        {
            // "In order" counts the rows of a doubled hour, so that none of them may be missing.
            var mayBeWrong = !times.IsAmbiguous(begin);
            for (var i = 0; i < stations; i++)
            {
                foreach (var key in keys)
                    yield return MakeOrSpoil(Placed(_plan.PlaceOf(i, begin, key)), mayBeWrong);
            }
        }
    }

    private RowPlace Placed(RowPlace place) => _places is null ? place : place with { Geometry = _places.Inside(place.Entity, place.EntityDraw.At("geometry")) };

    private Row MakeOrSpoil(RowPlace place, bool mayBeWrong)
    {
        if (!mayBeWrong || !_faults.Hits(place))
            return Make(place);
        var outside = _places is null ? null : place with { Geometry = _places.Outside(place.EntityDraw.At("outside")) };
        if (_faults.Spoil(place, outside, Make) is not var (row, sources))
            return Make(place);
        foreach (var source in sources)
            _rejected[source] = _rejected.GetValueOrDefault(source) + 1;
        return row;
    }

    private Row Make(RowPlace place)
    {
        var fields = _plan.Table.Fields;
        var cells = new Cell[fields.Count];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = fields[i].Make(place);
        var columns = new Cell[_columns.Count];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = _columns[i].Value.Make(_columns[i].Column.PlaceIn(place));
        return new Row(cells, columns, place.Geometry);
    }
}
