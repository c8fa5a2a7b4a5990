using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Writing;

namespace UrbanDataHub.Simulator;

/// <summary>What is to be written.</summary>
/// <param name="Cities">Ids of cities; empty for all.</param>
/// <param name="Faults">The share of rows that are wrong on purpose.</param>
internal sealed record Request(long Seed, IReadOnlyList<string> Cities, Size Size, double Faults);

/// <summary>What was written.</summary>
/// <param name="Rejected">How many rows each source must reject; sources without any are not among them.</param>
internal sealed record Written(int Files, long Rows, IReadOnlyDictionary<SourceFile, long> Rejected);

/// <summary>Writes the source files of cities.</summary>
internal static class Simulation
{
    /// <exception cref="SimulatorException">The folder is not the simulator's, or a source cannot be inverted.</exception>
    public static Written Write(SourceBook book, Request request, string folder, CancellationToken cancellation)
    {
        var cities = Plan(book, request);
        if (!cities.Any(c => c.Asked.Any()))
            throw new SimulatorException("No file of the cities fills the collections that are asked for.");
        OutputFolder.Check(folder);
        Rehearsal.Hold(book, request, cancellation);
        var writer = new FileWriter(OutputFolder.Open(folder), request.Faults);
        var files = cities.Sum(city => WriteCity(city, writer, cancellation));
        return new Written(files, writer.Rows, writer.Rejected);
    }

    public static IReadOnlyList<CityPlan> Plan(SourceBook book, Request request)
    {
        var plans = book.Cities.Where(c => request.Cities.Count == 0 || request.Cities.Contains(c))
            .Select(book.Read)
            .Select(c => CityPlan.Make(c.City, c.Sources, request.Seed, request.Size))
            .ToList();
        RefuseSharedFiles(plans);
        return plans;
    }

    /// <returns>How many files were written.</returns>
    public static int WriteCity(CityPlan city, FileWriter writer, CancellationToken cancellation)
    {
        var asked = city.Asked.Select(t => t.Table.Path).ToHashSet(StringComparer.Ordinal);
        var files = city.Files.Where(t => asked.Contains(t.Table.Path)).GroupBy(t => t.Table.Path).ToList();
        foreach (var file in files)
            writer.Write(file.ToList(), cancellation);
        return files.Count;
    }

    private static void RefuseSharedFiles(List<CityPlan> plans)
    {
        var owners = new Dictionary<string, CityPlan>(StringComparer.Ordinal);
        foreach (var (plan, table) in plans.SelectMany(p => p.Files.Select(f => (p, f.Table))))
        {
            if (!owners.TryAdd(table.Path, plan) && owners[table.Path] != plan)
                throw table.Readers[0].Refuse("files", $"{table.Path} is read by {owners[table.Path].City.City} too; the simulator writes a file for one city");
        }
    }
}
