using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Writing;

namespace UrbanDataHub.Simulator;

/// <summary>Makes a few rows of each source and reads them back through the importer, before the files are written.</summary>
internal static class Rehearsal
{
    private const int Rows = 24;

    /// <exception cref="SimulatorException">The importer does not read what the simulator would write.</exception>
    public static void Hold(SourceBook book, Request request, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("hub-rehearsal-").FullName;
        try
        {
            var few = request with { Size = request.Size with { Rows = Rows } };
            foreach (var city in Simulation.Plan(book, few))
            {
                Simulation.WriteCity(city, new FileWriter(OutputFolder.Open(folder), faultShare: 0), cancellation);
                ReadBack(city, folder, cancellation);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void ReadBack(CityPlan city, string folder, CancellationToken cancellation)
    {
        var written = city.Asked.Select(t => t.Table.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var source in city.Sources.Where(s => s.Files.Count > 0 && s.Files.All(f => written.Contains(f.Path))))
        {
            try
            {
                var items = SourceRows.Open(source, city.City, source.Descriptor, folder).Read(cancellation).ToList();
                if (items.OfType<RejectedItem>().FirstOrDefault() is { } rejected)
                    throw new SimulatorException($"{source.YamlPath}: {rejected.Field}: a simulated row would be rejected: {rejected.Reason}. The row: {rejected.Row}");
                if (items.Count == 0)
                    throw new SimulatorException($"{source.YamlPath}: only: no simulated row would be meant.");
            }
            catch (BrokenFileException e)
            {
                throw new SimulatorException($"{source.YamlPath}: a simulated file would break: {e.Message}");
            }
        }
    }
}
