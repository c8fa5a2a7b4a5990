using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>The monitoring stations of a city: those that stand in descriptions, and those that the simulator makes.</summary>
internal sealed class StationRegister
{
    /// <summary>The collection whose features are stations.</summary>
    public const string Collection = "monitoring-stations";

    /// <summary>As many stations of a file have readings at most.</summary>
    public const int MostOfTable = 1_000;

    private readonly List<Station> _stations = [];

    public IReadOnlyList<Station> All => _stations;

    /// <summary>Notes the stations whose rows stand in the description itself.</summary>
    public void AddInline(SourceFile source)
    {
        if (source.Collection != Collection || source.Reading.Format != FileFormat.Inline)
            return;
        for (var i = 0; i < source.Reading.Inline.Count; i++)
        {
            var row = source.Reading.Inline[i];
            var name = string.Join('-', source.Id!.Parts.SelectMany(UseCollector.FieldsOf)
                .Select(p => new FieldLanguage(p.Spec, source.Nulls, p.Frame).Read(row.Fields.GetValueOrDefault(p.Name) ?? "").Text));
            Add(source, name, i);
        }
    }

    /// <summary>Asks the sources that make stations for those that series are bound to and that nobody has yet.</summary>
    public void Demand(IReadOnlyList<Table> tables)
    {
        var makers = tables.SelectMany(t => t.Ids).Where(i => i.Key.MakesStations).ToList();
        var demands = new Dictionary<TableReader, List<string>>();
        foreach (var table in tables.Where(t => t.Series is not null))
        {
            foreach (var id in Bound(table).Where(id => _stations.All(s => s.LocalId != LocalIds.InAddress(id))))
            {
                var own = makers.Where(m => table.Readers.Contains(m.Key)).Concat(makers.Where(m => KindOf(m.Key.Source) == KindOf(table.Series!)));
                var maker = own.Concat(makers).Select(m => m.Key).FirstOrDefault()
                    ?? throw table.Series!.Refuse("series.station", $"no source of {Collection} could make the station '{id}'");
                if (!demands.TryAdd(maker, [id]) && !demands[maker].Contains(id))
                    demands[maker].Add(id);
            }
        }

        // The other sources of the file take the field for their ids too.
        foreach (var (reader, ids) in demands)
        {
            foreach (var use in tables.SelectMany(t => t.Ids).First(i => i.Key == reader).Value.Field.Uses.OfType<IdUse>())
                use.Demand(ids);
        }
    }

    /// <summary>Notes a station that the simulator makes, by the text of its id.</summary>
    public void Add(SourceFile source, string name, long entity)
    {
        var kind = source.Properties!.GetValueOrDefault("kind")?.Constant;
        _stations.Add(new Station(LocalIds.InAddress(name), name, kind, source, entity));
    }

    /// <summary>The stations that the readings of a table may be of.</summary>
    /// <exception cref="SimulatorException">There is none.</exception>
    public IReadOnlyList<Station> Of(Table table)
    {
        var own = _stations.Where(s => table.Readers.Any(r => r.MakesStations && r.Source == s.Source)).ToList();
        var found = own.Count > 0 ? own : Bound(table) is { Count: > 0 } bound ? Known(bound) : OfKind(KindOf(table.Series!));
        return found.Count > 0
            ? found
            : throw table.Series!.Refuse("series.station", $"no source of {Collection} makes a station that the series could name");
    }

    /// <summary>The stations that a series names itself, by codes or by the file's name.</summary>
    private static List<string> Bound(Table table)
    {
        var reader = table.Series!;
        var station = reader.Source.Series!.Station;
        if (station.Constant is { } constant)
            return [constant];
        var language = new FieldLanguage(station, reader.Source.Nulls);
        var named = station.From.Select(reader.Named).OfType<string>().Select(text => language.Read(text).Text).ToList();
        return named.Count > 0 ? named : [.. language.Meanings ?? []];
    }

    private List<Station> Known(List<string> bound) => bound.SelectMany(id => _stations.Where(s => s.LocalId == LocalIds.InAddress(id))).ToList();

    private List<Station> OfKind(string? kind)
    {
        var fitting = _stations.Where(s => s.Kind == kind).ToList();
        return fitting.Count > 0 ? fitting : _stations;
    }

    private static string? KindOf(SourceFile stations) => stations.Properties!.GetValueOrDefault("kind")?.Constant;

    private static string? KindOf(TableReader series) => Readings.KindOf(series.Source.Series!.Datastreams[0].Property.Text());
}
