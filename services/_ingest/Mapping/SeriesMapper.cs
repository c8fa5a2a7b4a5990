using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// Rows to observations. A million rows go through here, so station, key and title are one object each, and a time that
/// stands in several rows one after the other is parsed once.
/// </summary>
internal sealed class SeriesMapper : RowMapper
{
    private const string NoValue = "no value";

    private readonly SeriesSpec _spec;
    private readonly FieldText _station;
    private readonly FieldText _time;
    private readonly TimeParser _times;
    private readonly Datastream[] _datastreams;
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private string _lastTime = "";
    private DateTimeOffset _lastInstant;

    public SeriesMapper(SourceFile source, RowReader rows)
        : base(rows)
    {
        _spec = source.Series!;
        _station = FieldText.Bind(_spec.Station, source.Nulls, rows);
        _time = FieldText.Bind(_spec.Time, source.Nulls, rows);
        _times = new TimeParser(_spec.Time, _spec.EndBy);
        _datastreams = _spec.Datastreams.Select(d => new Datastream(d, source.Nulls, rows)).ToArray();
    }

    public override void Map(List<MappedItem> items)
    {
        if (MapValues(items) is not var (field, reason))
            return;
        items.Clear();
        items.Add(Reject(Row, field, reason));
    }

    public override void RequireSeen()
    {
        _station.RequireSeen(Row);
        _time.RequireSeen(Row);
        foreach (var datastream in _datastreams)
            datastream.RequireSeen(Row);
    }

    private (string Field, string Reason)? MapValues(List<MappedItem> items)
    {
        if (!_station.TryRead(Row, out var station))
            return (_station.Field, $"'{station}' is not a station that the source knows");
        if (station.IsEmpty)
            return (_station.Field, "is empty, but an observation belongs to a station");
        var stationId = StationId(station);
        return _datastreams[0].IsLong ? MapLong(stationId, _datastreams[0], items) : MapWide(stationId, items);
    }

    private string StationId(ReadOnlySpan<char> station)
    {
        if (!_ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(station, out var id))
            _ids.Add(station.ToString(), id = LocalIds.InAddress(station));
        return id;
    }

    private (string Field, string Reason)? MapWide(string station, List<MappedItem> items)
    {
        // The time goes first, also of a row without values: "in order" counts it.
        if (ReadTime((station, ""), out var time) is { } wrongTime)
            return (_time.Field, wrongTime);
        foreach (var datastream in _datastreams)
        {
            if (datastream.Read(Row, out var result) is { } fault)
                return fault;
            if (!double.IsNaN(result))
                items.Add(Observation(station, datastream.FixedKey!, datastream.FixedTitle!, datastream, time, result));
        }

        return items.Count > 0 ? null : ("", NoValue);
    }

    private (string Field, string Reason)? MapLong(string station, Datastream datastream, List<MappedItem> items)
    {
        if (datastream.Identify(Row, out var key, out var title) is { } nameless)
            return nameless;
        if (ReadTime((station, key), out var time) is { } wrongTime)
            return (_time.Field, wrongTime);
        if (datastream.Read(Row, out var result) is { } fault)
            return fault;
        if (double.IsNaN(result))
            return (datastream.Field, NoValue);
        items.Add(Observation(station, key, title, datastream, time, result));
        return null;
    }

    private MappedObservation Observation(
        string station, string key, LocalText title, Datastream datastream, DateTimeOffset time, double result) =>
        new(Row.File, Row.Line, station, key, title, datastream.Property, datastream.Unit, datastream.Period ?? _spec.Period,
            datastream.EndBy is { } endBy ? time + _spec.EndBy - endBy : time, result);

    private string? ReadTime((string Station, string Key) series, out DateTimeOffset time)
    {
        time = _lastInstant;
        var text = _time.Plain(Row);
        if (text.IsEmpty)
            return "is empty, but an observation has a time";
        if (text.SequenceEqual(_lastTime))
            return null;
        if (!_times.TryInstant(text, series, out time, out var fault))
            return fault;
        _lastInstant = time;
        // An ambiguous time must be looked at each time it comes.
        _lastTime = _times.WasAmbiguous ? "" : text.ToString();
        return null;
    }

    /// <summary>One value column, bound.</summary>
    private sealed class Datastream(DatastreamSpec spec, string[] nulls, RowReader rows)
    {
        private readonly FieldText _result = FieldText.Bind(spec.Result, nulls, rows);
        private readonly FieldText? _key = spec.Key is null ? null : FieldText.Bind(spec.Key, nulls, rows);
        private readonly FieldText? _title = spec.Title is null ? null : FieldText.Bind(spec.Title, nulls, rows);
        private readonly NumberParser _numbers = new(spec.Result.Decimal, spec.Result.Thousands, spec.Result.Scale);
        private readonly TextPool _keys = new();
        private readonly Dictionary<string, LocalText> _titles = new(StringComparer.Ordinal);

        public bool IsLong => _key is not null;

        public string Field => _result.Field;

        public string Property { get; } = spec.Property.Text();

        public string Unit => spec.Unit;

        public string? Period => spec.Period?.Text;

        public TimeSpan? EndBy => spec.Period?.EndBy;

        public string? FixedKey => spec.FixedKey;

        public LocalText? FixedTitle => spec.FixedTitle;

        /// <summary>The value; NaN is "nothing".</summary>
        public (string Field, string Reason)? Read(RowReader row, out double result)
        {
            result = double.NaN;
            if (!_result.TryRead(row, out var text))
                return (_result.Field, $"'{text}' is not a code that the source knows");
            if (text.IsEmpty)
                return null;
            return _numbers.TryNumber(text, out result) ? null : (_result.Field, $"'{text}' is not a number");
        }

        public (string Field, string Reason)? Identify(RowReader row, out string key, out LocalText title)
        {
            (key, title) = ("", null!);
            if (!_key!.TryRead(row, out var text))
                return (_key.Field, $"'{text}' is not a code that the source knows");
            if (text.IsEmpty)
                return (_key.Field, "is empty, but it tells the datastreams of a station apart");
            key = _keys.Get(text);
            title = spec.FixedTitle ?? TitleOf(key, row);
            return null;
        }

        public void RequireSeen(RowReader row)
        {
            _result.RequireSeen(row);
            _key?.RequireSeen(row);
            _title?.RequireSeen(row);
        }

        /// <summary>The title that the first row of a key gives it; the key itself where the title is nothing or an unknown code.</summary>
        private LocalText TitleOf(string key, RowReader row)
        {
            if (_titles.TryGetValue(key, out var title))
                return title;
            var text = _title!.TryRead(row, out var read) && !read.IsEmpty ? read.ToString() : key;
            return _titles[key] = new LocalText(text, text);
        }
    }
}
