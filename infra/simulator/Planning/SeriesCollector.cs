using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>Notes which fields hold station, time, key and value of readings.</summary>
/// <param name="seed">Chance of the city's readings.</param>
internal sealed class SeriesCollector(TableReader reader, UseCollector collector, Func<string, Field?> fieldOf, Draw seed, CityFile city)
{
    private readonly SourceFile _source = reader.Source;

    public void Collect()
    {
        if (_source.Series is not { } series)
            return;
        Add("series.station", series.Station, (part, language) => new StationUse(_source, language, part.Need));
        Add("series.time", series.Time, (part, language) => new TimeUse(_source, part.Spec, language, part.Need, series.EndBy));
        for (var i = 0; i < series.Datastreams.Count; i++)
            Collect(series.Datastreams[i], isFirst: i == 0);
    }

    private void Collect(DatastreamSpec datastream, bool isFirst)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(city.Zone);
        var key = datastream.FixedKey is null ? "series.datastream" : $"series.datastreams.{datastream.FixedKey}";
        // A row must have one value at least; the others may be missing.
        Add(key, datastream.Result, (_, language) =>
            new ResultUse(_source, datastream, language, datastream.FixedKey ?? datastream.Key?.Constant, isFirst, seed, zone));
        if (datastream.Key is { Constant: null } keySpec)
            Add($"{key}.key", keySpec, (part, language) => new KeyUse(_source, language, new Wording(part.Name)));
        if (datastream.Title is { Constant: null } title)
            Add($"{key}.title", title, (part, language) => new PartUse(_source, $"{key}.title", part.Spec, language, required: false, new Wording(part.Name)));
    }

    private void Add(string key, ValueSpec spec, Func<FieldPart, FieldLanguage, FieldUse> use)
    {
        if (spec.Else is not null)
            throw reader.Refuse(key, "alternatives cannot be inverted here");
        foreach (var part in UseCollector.FieldsOf(spec))
        {
            if (part.IsOneOfMany)
                throw reader.Refuse(key, "a template of several fields cannot be inverted");
            fieldOf(part.Name)?.Add(collector.Guarded(key, () => use(part, collector.Language(part.Spec, part.Frame))));
        }
    }
}
