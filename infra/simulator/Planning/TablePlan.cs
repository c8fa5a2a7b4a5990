using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>A table with the number of its rows settled, and how they are told apart.</summary>
/// <param name="Entities">How many features it has, where it has no readings.</param>
/// <param name="Share">Which of how many tables that fill the same collections it is.</param>
internal sealed record TablePlan(Table Table, long Entities, (int Part, int Parts) Share)
{
    /// <summary>The columns that become rows of their own, with the fields of their values.</summary>
    public IReadOnlyList<(Field Value, WideColumn Column)> Columns => Table.Wide.SelectMany(w => w.Columns.Select(c => (w.Value, c))).ToList();

    /// <summary>The stations that its readings are of.</summary>
    public IReadOnlyList<Station> Stations { get; init; } = [];

    /// <summary>The times of its readings; null without.</summary>
    public SeriesTimes? Times { get; init; }

    /// <summary>Whether a row says of which station it is; otherwise the file's name or its columns do.</summary>
    public bool HasStationsInRows => Table.Fields.Any(f => f.Uses.OfType<StationUse>().Any());

    /// <summary>The datastream keys that rows say; a single null where they say none.</summary>
    public IReadOnlyList<string?> KeysInRows
    {
        get
        {
            if (Table.Fields.SelectMany(f => f.Uses.OfType<KeyUse>()).FirstOrDefault() is { } use)
                return use.Keys;
            return [Table.Series?.Source.Series!.Datastreams[0].Key?.Constant];
        }
    }

    /// <summary>The settled part of a row that tells of a feature.</summary>
    public RowPlace PlaceOf(long entity)
    {
        var draw = Table.Draw.At("row").At(entity);
        return new RowPlace(entity, (entity * Share.Parts) + Share.Part, draw, draw.At("own"));
    }

    /// <summary>The settled part of a row that tells of a reading.</summary>
    /// <param name="index">Which of <see cref="Stations"/>; it is that feature's row too, where the table makes its stations.</param>
    public RowPlace PlaceOf(int index, DateTimeOffset begin, string? key)
    {
        var place = PlaceOf(index);
        return place with
        {
            RowDraw = place.RowDraw.At(begin.UtcTicks).At(key ?? ""),
            Station = HasStationsInRows || Table.Wide.All(w => w.StationUse is null) ? Stations[index] : null,
            DatastreamKey = key,
            Begin = begin,
        };
    }
}
