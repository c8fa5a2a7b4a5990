using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>A source file that cannot be used, with the collection it seems to be for.</summary>
public sealed record WrongSource(string City, string Name, string? Collection, string Reason);

/// <summary>A city with the sources of one service.</summary>
/// <param name="Uncleared">Sources whose rights are unclear, which this node does not import.</param>
public sealed record CitySources(CityFile City, IReadOnlyList<SourceFile> Sources, IReadOnlyList<WrongSource> Wrong, IReadOnlyList<SourceFile> Uncleared);

/// <summary>Reads the source files of the node's cities that one service is responsible for. One wrong file does not stop the others.</summary>
public sealed partial class NodeSources(HubSettings settings, CollectionCatalogue catalogue, string domain)
{
    private readonly Lazy<Vocabularies> _vocabularies = new(() => Vocabularies.Load(settings.VocabulariesFolder));

    /// <summary>The sources of every city of the node, as the files stand now.</summary>
    /// <exception cref="SourceException">A city file is wrong.</exception>
    public IEnumerable<CitySources> Read() => settings.Node.Cities.Select(Read);

    /// <summary>The source of this name; null if the city has none for this service, or its file is wrong.</summary>
    public (CityFile City, SourceFile Source)? Find(string city, string name)
    {
        var sources = Read(city);
        return sources.Sources.FirstOrDefault(s => s.Name == name) is { } source ? (sources.City, source) : null;
    }

    private CitySources Read(string name)
    {
        var city = CityFolder.ReadCity(settings.CitiesFolder, name);
        var sources = new List<SourceFile>();
        var wrong = new List<WrongSource>();
        foreach (var path in CityFolder.SourcePaths(settings.CitiesFolder, name).Where(IsOurs))
        {
            try
            {
                sources.Add(SourceFile.Read(path, city, catalogue, _vocabularies.Value));
            }
            catch (SourceException e)
            {
                wrong.Add(new WrongSource(name, Path.GetFileNameWithoutExtension(path), CollectionOf(path), e.Message));
            }
        }

        var cleared = sources.ToLookup(s => s.Rights != 'C' || settings.ImportUncleared);
        return new CitySources(city, cleared[true].OrderBy(s => s.Order).ThenBy(s => s.Name, StringComparer.Ordinal).ToList(), wrong, cleared[false].ToList());
    }

    /// <summary>By the collection line alone, so that a file with a typo elsewhere is reported by the service it is for.</summary>
    private bool IsOurs(string path) => CollectionOf(path) is { } id && catalogue.Find(id) is { } collection
        ? collection.Domain == domain
        // Nobody's file: one service has to report it, and every node has this one.
        : domain == Programs.Social;

    private static string? CollectionOf(string path) =>
        CollectionLine().Match(File.ReadAllText(path)) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^collection:[ \t]*([a-z0-9-]+)[ \t]*(?:#.*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex CollectionLine();
}
