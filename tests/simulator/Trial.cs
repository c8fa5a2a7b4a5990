using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator;
using UrbanDataHub.Simulator.Planning;

namespace UrbanDataHub.Tests.Simulator;

/// <summary>Writing with the descriptions of the repository, and reading as the importer does.</summary>
internal static class Trial
{
    public static SourceBook Book { get; } = new(HubRoot.Path);

    public static Request Request(long seed = 1, string? city = null, string? collection = null, long? rows = null, double faults = 0) =>
        new(seed, city is null ? [] : [city], new Size(1, rows, collection is null ? null : new HashSet<string> { collection }), faults);

    public static Written Write(string folder, Request request) => Simulation.Write(Book, request, folder, TestContext.Current.CancellationToken);

    /// <summary>What the importer makes of a source's files.</summary>
    public static List<MappedItem> Read(CityFile city, SourceFile source, string folder) =>
        SourceRows.Open(source, city, source.Descriptor, folder).Read(TestContext.Current.CancellationToken).ToList();

    /// <summary>Files below a folder by their path in it, with their bytes.</summary>
    public static SortedDictionary<string, byte[]> Bytes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllBytes),
        StringComparer.Ordinal);
}
