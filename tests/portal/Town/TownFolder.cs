namespace UrbanDataHub.Tests.Portal.Town;

/// <summary>
/// The invented cities of these tests, written as a repository of their own: descriptors, vocabularies, cities, source files.
/// Everything a page can show is there once: points, lines, areas, a time series, rejected rows, a collection of its own.
/// </summary>
public sealed class TownFolder : IDisposable
{
    /// <summary>Good rows of Musterstadt's playgrounds: more than a page of the table.</summary>
    public const int Playgrounds = 60;

    /// <summary>Rows of Musterstadt's playgrounds that are wrong, each in its own way.</summary>
    public const int WrongPlaygrounds = 3;

    /// <summary>Rows of Beispielburg's playgrounds.</summary>
    public const int NeighbouringPlaygrounds = 4;

    /// <summary>Rows that the partner simulates.</summary>
    public const int SimulatedPlaygrounds = 5;

    /// <summary>Playgrounds of all three cities.</summary>
    public const int AllPlaygrounds = Playgrounds + NeighbouringPlaygrounds + SimulatedPlaygrounds;

    /// <summary>Areas of Musterstadt.</summary>
    public const int Districts = 4;

    /// <summary>Routes of the collection that only this folder knows.</summary>
    public const int CycleRoutes = 3;

    /// <summary>Values of the time series, one an hour over the end of summer time.</summary>
    public const int Values = 14 * 24;

    private TownFolder(string path) => Path = path;

    /// <summary>For <c>HUB_ROOT</c>: <c>schemas/</c>, <c>infra/cities/</c>, and the portal's built scripts.</summary>
    public string Path { get; }

    /// <summary>For <c>HUB_DATA</c>.</summary>
    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>For <c>HUB_DATA</c> of the partner, whose files say that they are simulated.</summary>
    public string SimulatedData => System.IO.Path.Combine(Path, "simulated");

    /// <summary>Writes everything into a temporary folder.</summary>
    public static TownFolder Write()
    {
        var town = new TownFolder(Directory.CreateTempSubdirectory("hub-portal-").FullName);
        town.WriteSchemas();
        Directory.CreateSymbolicLink(town.At("services"), HubRoot.Combine("services"));
        foreach (var source in TownSources.All)
            town.Write($"infra/cities/{source.City}/{source.Name}.yaml", source.Yaml);
        town.Write("infra/quality.yaml", "clock: PT10M\nproperties:\n  o3: { unit: ug/m3, range: { min: -5, max: 500 } }\n");
        foreach (var (file, content) in TownFiles.All)
            town.Write($"data/{file}", content);
        foreach (var (file, content) in TownFiles.Simulated)
            town.Write($"simulated/{file}", content);
        return town;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void WriteSchemas()
    {
        foreach (var domain in Directory.GetDirectories(HubRoot.Combine("schemas", "collections")))
        {
            var folder = Directory.CreateDirectory(At("schemas", "collections", System.IO.Path.GetFileName(domain))).FullName;
            foreach (var descriptor in Directory.GetFiles(domain))
                File.Copy(descriptor, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(descriptor)));
        }

        Write("schemas/collections/mobility/cycle-routes.json", TownSchemas.CycleRoutes);
        Write("schemas/collections/climate/fountains.json", TownSchemas.Fountains);
        Directory.CreateSymbolicLink(At("schemas", "vocabularies"), HubRoot.Combine("schemas", "vocabularies"));
    }

    private void Write(string file, string content)
    {
        var path = At(file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
