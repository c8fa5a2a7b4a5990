using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>
/// All files of a city: which sources read them, which stations their readings are of, how many rows they get. It is made for all
/// files, also those that are not asked for, so that a file is the same whatever is written beside it.
/// </summary>
internal sealed class CityPlan
{
    private readonly Draw _seed;
    private readonly Size _size;
    private readonly StationRegister _stations = new();

    private CityPlan(CityFile city, IReadOnlyList<SourceFile> sources, long seed, Size size)
    {
        (City, Sources, _seed, _size) = (city, sources, Draw.Of(seed), size);
        var tables = Tables();
        foreach (var source in sources)
            _stations.AddInline(source);
        _stations.Demand(tables);
        var shares = TableShares.Of(tables);
        var features = tables.ToDictionary(t => t, t => new TablePlan(t, EntitiesOf(t), shares[t]));
        foreach (var plan in features.Values)
            NoteStations(plan);
        foreach (var table in tables)
            MakeColumns(table);
        Files = tables.Select(t => t.Series is null ? features[t] : WithReadings(features[t], tables)).ToList();
    }

    public CityFile City { get; }

    public IReadOnlyList<SourceFile> Sources { get; }

    /// <summary>The tables of all files.</summary>
    public IReadOnlyList<TablePlan> Files { get; }

    /// <summary>The tables of the files that are asked for.</summary>
    public IEnumerable<TablePlan> Asked => Files.Where(f => _size.Asks(f.Table));

    /// <exception cref="SimulatorException">A source says what cannot be inverted.</exception>
    public static CityPlan Make(CityFile city, IReadOnlyList<SourceFile> sources, long seed, Size size) => new(city, sources, seed, size);

    private List<Table> Tables() => Sources
        .SelectMany(s => s.Files.Select(path => new TableReader(s, path)))
        .GroupBy(r => (r.Path.Path, r.Source.Reading.Member))
        .Select(g => TableBuilder.Build(City, g.Key.Path, g.ToList(), _seed))
        .ToList();

    /// <summary>As many as its sources have features a file, and all that series rely on.</summary>
    private long EntitiesOf(Table table)
    {
        var features = table.Readers.Where(r => !r.IsSeries).ToList();
        if (features.Count == 0)
            return 0;
        var files = features.Max(r => r.Source.Files.Count);
        var demanded = table.Ids.Values.Max(i => (int?)i.Use.DemandedCount) ?? 0;
        return Math.Max((_size.FeaturesOf(table) + files - 1) / files, demanded);
    }

    private void NoteStations(TablePlan plan)
    {
        foreach (var (reader, (field, use)) in plan.Table.Ids.Where(i => i.Key.MakesStations))
        {
            for (var i = 0L; i < Math.Min(plan.Entities, StationRegister.MostOfTable); i++)
                _stations.Add(reader.Source, use.Read(field.Make(plan.PlaceOf(i)).Text), i);
        }
    }

    /// <summary>The files of a family have the same columns.</summary>
    private void MakeColumns(Table table)
    {
        var stations = table.Series is null ? [] : _stations.Of(table);
        foreach (var wide in table.Wide)
        {
            var reader = table.Readers.First(r => r.Source.Unpivot is { } unpivot && wide.IsOf(unpivot));
            wide.Make(table.Reading.Header, stations, _seed.At(City.City).At(reader.Source.Name).At("columns"));
        }
    }

    private TablePlan WithReadings(TablePlan plan, List<Table> tables)
    {
        var table = plan.Table;
        var source = table.Series!.Source;
        var stretch = FileStretch.Of(table.Path);
        var siblings = tables.Where(t => t.Series?.Source == source && FileStretch.Of(t.Path) == stretch).ToList();
        var turn = siblings.IndexOf(table);
        var stations = _stations.Of(table);
        // Files of the same days are shared out among the stations; files that name no days follow each other.
        if (stretch is not null && plan.HasStationsInRows && stations.Count >= siblings.Count)
            stations = stations.Where((_, i) => i % siblings.Count == turn).ToList();
        plan = plan with { Stations = stations };
        var wanted = _size.ValuesOf(table) / source.Files.Count / ValuesAtATime(plan);
        return plan with { Times = new SeriesTimes(table, Math.Max(1, wanted), stretch is null ? siblings.Count - 1 - turn : 0) };
    }

    private static int ValuesAtATime(TablePlan plan)
    {
        var columns = plan.Table.Wide.Count > 0 ? plan.Table.Wide.Sum(w => w.Columns.Count) : plan.Table.Series!.Source.Series!.Datastreams.Count;
        return columns * plan.KeysInRows.Count * (plan.HasStationsInRows ? plan.Stations.Count : 1);
    }
}
