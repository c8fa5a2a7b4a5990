using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>Brings together all that the sources of a city say of one file.</summary>
internal static class TableBuilder
{
    /// <exception cref="SimulatorException">The sources contradict each other, or say what cannot be inverted.</exception>
    public static Table Build(CityFile city, string path, IReadOnlyList<TableReader> readers, Draw seed)
    {
        CheckAgreement(path, readers);
        var table = new Table(city, path, readers, seed);
        var collectors = readers.ToDictionary(r => r, r => new UseCollector(r, name => table.FieldOf(r, name)));
        foreach (var (reader, collector) in collectors)
            CollectRow(table, reader, collector, seed);
        foreach (var (reader, collector) in collectors)
        {
            if (collector.CollectId() is { } id)
                table.Ids.Add(reader, id);
        }

        CheckColumns(table);
        return table;
    }

    private static void CollectRow(Table table, TableReader reader, UseCollector collector, Draw seed)
    {
        if (reader.Source.Unpivot is { } unpivot)
            collector.Guarded("unpivot", () => table.WideOf(unpivot));
        collector.CollectRow();
        new PlaceCollector(reader, collector, name => table.FieldOf(reader, name), table.Box).Collect();
        new SeriesCollector(reader, collector, name => table.FieldOf(reader, name), seed.At(Readings.Place), table.City).Collect();
    }

    private static void CheckAgreement(string path, IReadOnlyList<TableReader> readers)
    {
        var first = readers[0];
        foreach (var other in readers.Skip(1))
        {
            if (Form(other.Source.Reading) != Form(first.Source.Reading))
                throw other.Refuse("read", $"{path} is described otherwise in {first.Source.YamlPath}");
            CheckConditions(path, first, other);
        }

        if (readers.Count(r => r.IsSeries) > 1)
            throw readers.Last(r => r.IsSeries).Refuse("files", $"two series read {path}, which cannot be simulated");
        if (readers.Any(r => r.IsSeries) && readers.FirstOrDefault(r => !r.IsSeries && r.Source.Distinct == DistinctRows.NotSaid) is { } twice)
            throw twice.Refuse("distinct", $"is missing, though every reading of {path} repeats the feature");
        if (readers[0].Source.Reading.Format != FileFormat.Csv && readers.FirstOrDefault(r => r.Source.Unpivot is not null) is { } wide)
            throw wide.Refuse("unpivot", "can only be simulated in CSV");
    }

    private static (FileFormat, int, ArchiveKind, char, string?, int, string, string?, string) Form(ReadSpec read) => (
        read.Format, read.Encoding.CodePage, read.Archive, read.Delimiter, read.Header is null ? null : string.Join('\n', read.Header), read.Skip, read.Quotes,
        read.Footer?.ToString(), read.Rows);

    /// <summary>Rows that one source means and the other does not can only be made where a row may be meant by both.</summary>
    private static void CheckConditions(string path, TableReader one, TableReader other)
    {
        foreach (var a in one.Source.Only)
        {
            foreach (var b in other.Source.Only.Where(b => b.Field == a.Field))
            {
                var contradict = a.Is is { } x && b.Is is { } y && !x.Intersect(y).Any() || a.Present is { } p && b.Present is { } q && p != q;
                if (contradict)
                    throw other.Refuse($"only.{b.Field}", $"contradicts {one.Source.YamlPath}, which reads other rows of {path}");
            }
        }
    }

    private static void CheckColumns(Table table)
    {
        var clash = table.Fields.FirstOrDefault(f => table.Wide.Any(w => w.Matches(f.Name)));
        if (clash is not null)
            throw new SimulatorException($"{clash.Uses[0].Source.YamlPath}: unpivot: matches the column '{clash.Name}' too, which {clash.Uses[0].Key} reads.");
    }
}
