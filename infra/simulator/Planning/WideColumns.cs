using System.Globalization;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>A column of a wide table, which becomes rows of its own.</summary>
/// <param name="Station">The station that its name says, if it does.</param>
/// <param name="Key">The datastream key that its name says, if it does.</param>
internal sealed record WideColumn(string Header, IReadOnlyDictionary<string, string> Groups, Station? Station, string? Key)
{
    /// <summary>The settled part of the row that this column becomes.</summary>
    public RowPlace PlaceIn(RowPlace row) => row with
    {
        EntityDraw = row.EntityDraw.At(Header),
        RowDraw = row.RowDraw.At(Header),
        Station = Station ?? row.Station,
        DatastreamKey = Key ?? row.DatastreamKey,
    };
}

/// <summary>The columns that <c>unpivot</c> turns into rows: fields in their names, and the field of their values.</summary>
internal sealed class WideColumns(UnpivotSpec spec)
{
    private const int Attempts = 24;
    private const int FreeColumns = 5;

    private readonly TextPattern _pattern = new(spec.Columns);
    private readonly Dictionary<string, Field> _groups = spec.Names.ToDictionary(n => n, n => new Field(n, isOfColumn: true));

    /// <summary>The field of a column's value.</summary>
    public Field Value { get; } = new(spec.Value, isOfColumn: true);

    /// <summary>The columns, once they are made.</summary>
    public IReadOnlyList<WideColumn> Columns { get; private set; } = [];

    /// <summary>Whether a column of this name would be one of these.</summary>
    public bool Matches(string header) => spec.Columns.IsMatch(header);

    /// <summary>Whether this comes from the same description.</summary>
    public bool IsOf(UnpivotSpec other) => other.Value == spec.Value && other.Columns.ToString() == spec.Columns.ToString();

    /// <summary>The field of that name; null when it is none of these.</summary>
    public Field? Find(string name) => name == spec.Value ? Value : _groups.GetValueOrDefault(name);

    /// <summary>Whether the columns are named by stations, and by those of which series.</summary>
    public StationUse? StationUse => _groups.Values.SelectMany(g => g.Uses).OfType<StationUse>().FirstOrDefault();

    /// <summary>Names the columns.</summary>
    /// <param name="given">Header of the file where the source lists it; null where the file has its own.</param>
    public void Make(IReadOnlyList<string>? given, IReadOnlyList<Station> stations, Draw draw)
    {
        if (given is not null)
        {
            Columns = given.Where(h => spec.Columns.IsMatch(h)).Select(h => Column(h, null)).ToList();
            return;
        }

        var listed = _groups.Values.SelectMany(g => g.Uses).OfType<KeyUse>().FirstOrDefault()?.Listed;
        var count = StationUse is null ? listed?.Count ?? FreeColumns : stations.Count;
        var made = new List<WideColumn>();
        for (var i = 0; i < count; i++)
        {
            if (MakeColumn(i, StationUse is null ? null : stations[i], draw.At(i), made) is { } column)
                made.Add(column);
        }

        Columns = made.Count > 0 ? made : throw new NotSupportedException($"no column name was found that matches '{spec.Columns}'");
    }

    private WideColumn? MakeColumn(int index, Station? station, Draw draw, List<WideColumn> made)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var texts = _groups.Values.Select(g => (g.Name, Text: GroupText(g, index, station, attempt, draw.At(attempt).At(g.Name))))
                .Where(g => g.Text is not null)
                .ToDictionary(g => g.Name, g => g.Text!);
            var header = _pattern.Render(draw.At(attempt), texts);
            if (Fits(header, texts) && Column(header, station) is var column && IsReadable(column) && made.All(m => IsOther(m, column)))
                return column;
        }

        return null;
    }

    /// <summary>At first what the uses want; then a number, which more patterns take; then whatever the pattern makes.</summary>
    private static string? GroupText(Field group, int index, Station? station, int attempt, Draw draw)
    {
        foreach (var use in group.Uses)
        {
            if (use is StationUse named && station is not null)
                return named.Write(station, draw);
            if (use is KeyUse { Listed: { } keys } key)
                return key.Write(keys[index], draw);
        }

        if (attempt % 3 == 2)
            return null;
        var counts = group.Uses.Any(u => u is KeyUse or PropertyUse { Property.Kind: PropertyKind.Integer or PropertyKind.Number });
        return counts || attempt % 3 == 1
            ? new Wording(group.Name).Counting(index).ToString(CultureInfo.InvariantCulture)
            : group.Uses.Count > 0 ? new Wording(group.Name).Text(draw) : null;
    }

    private bool Fits(string header, Dictionary<string, string> texts)
    {
        var match = spec.Columns.Match(header);
        return match.Success && header == header.Trim() && texts.All(t => !match.Groups[t.Key].Success || match.Groups[t.Key].Value == t.Value);
    }

    private static bool IsOther(WideColumn one, WideColumn other) =>
        one.Header != other.Header && (one.Key is null || one.Key != other.Key || one.Station != other.Station);

    private WideColumn Column(string header, Station? station)
    {
        var match = spec.Columns.Match(header);
        var groups = spec.Names.ToDictionary(n => n, n => match.Groups[n].Value.Trim());
        var key = _groups.Values.SelectMany(g => g.Uses.OfType<KeyUse>().Select(u => u.Read(groups[g.Name]))).FirstOrDefault();
        return new WideColumn(header, groups, station, key);
    }

    private bool IsReadable(WideColumn column)
    {
        var place = new RowPlace(0, 0, default, default) { Station = column.Station, DatastreamKey = column.Key };
        return _groups.Values.All(g => g.Uses.All(u => u.Judge(column.Groups[g.Name], place) switch
        {
            Verdict.Bad => false,
            Verdict.Nothing => !u.Requires(place),
            _ => true,
        }));
    }
}
