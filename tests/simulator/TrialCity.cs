using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator;

namespace UrbanDataHub.Tests.Simulator;

/// <summary>A city of a test's own, with a name that no other test has, beside the collections of the repository.</summary>
internal sealed class TrialCity : IDisposable
{
    private readonly TemporaryFolder _root = new();

    /// <param name="sources">Source files: their names and what they say after the title.</param>
    public TrialCity(params (string Name, string Yaml)[] sources)
    {
        Id = $"trial-{Guid.NewGuid():n}";
        Directory.CreateSymbolicLink(_root.At("schemas"), HubRoot.Combine("schemas"));
        Directory.CreateDirectory(_root.At("infra", "cities", Id));
        File.WriteAllText(_root.At("infra", "cities", Id, "city.yaml"), $$"""
            city: {{Id}}
            name: { de: Probe, en: Trial }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7.46, 51.83, 7.79, 52.07]
            publisher: Stadt Probe
            """);
        foreach (var (name, yaml) in sources)
            File.WriteAllText(_root.At("infra", "cities", Id, name + ".yaml"), Head + yaml);
        Book = new SourceBook(_root.Path);
    }

    public string Id { get; }

    public SourceBook Book { get; }

    private static string Head => """
        title: { de: Probe, en: Trial }
        description: { de: Probe, en: Trial }
        licence: dl-by-de/2.0
        rights: A
        attribution: Stadt Probe
        frequency: IRREG

        """;

    public (CityFile City, SourceFile Source) Find(string name)
    {
        var (city, sources) = Book.Read(Id);
        return (city, sources.Single(s => s.Name == name));
    }

    public void Dispose() => _root.Dispose();
}
