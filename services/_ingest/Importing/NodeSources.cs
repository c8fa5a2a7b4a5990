using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>A source that is not run, with the collection it seems to be for.</summary>
/// <param name="State"><see cref="ImportStates.Failed"/> when its file is wrong, <see cref="ImportStates.Withheld"/> when its rights are unclear.</param>
public sealed record RefusedSource(string City, string Name, string? Collection, string State, string Reason);

/// <summary>A city with the sources of one service: those to run, and those that are not.</summary>
public sealed record CitySources(CityFile City, IReadOnlyList<SourceFile> Sources, IReadOnlyList<RefusedSource> Refused)
{
    /// <summary>Of the refused ones those that only lack a descriptor, which is made from their files.</summary>
    public IReadOnlyList<SourceFile> Undescribed { get; init; } = [];
}

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
        var refused = new List<RefusedSource>();
        foreach (var path in CityFolder.SourcePaths(settings.CitiesFolder, name).Where(IsOurs))
        {
            try
            {
                sources.Add(SourceFile.Read(path, city, catalogue, _vocabularies.Value));
            }
            catch (SourceException e)
            {
                refused.Add(new RefusedSource(name, Path.GetFileNameWithoutExtension(path), CollectionOf(path), ImportStates.Failed, e.Message));
            }
        }

        var unclear = sources.Where(s => s.Rights == 'C' && !settings.ImportUncleared).ToList();
        refused.AddRange(unclear.Select(Withheld));
        var undescribed = sources.Except(unclear).Where(s => !s.IsDescribed).ToList();
        refused.AddRange(undescribed.Select(Undescribed));
        var ready = sources.Except(unclear).Except(undescribed).OrderBy(s => s.Order).ThenBy(s => s.Name, StringComparer.Ordinal).ToList();
        return new CitySources(city, ready, refused) { Undescribed = undescribed };
    }

    private static RefusedSource Withheld(SourceFile source) => new(
        source.City, source.Name, source.Collection, ImportStates.Withheld, "Not imported: the rights are unclear (C); HUB_UNCLEARED=true imports it.");

    private static RefusedSource Undescribed(SourceFile source) => new(
        source.City, source.Name, source.Collection, ImportStates.Failed,
        "Not imported: the collection is not described yet; the command 'describe' makes its descriptor from the layer, or says why it cannot.");

    /// <summary>By the collection line alone, so that a file with a typo elsewhere is reported by the service it is for.</summary>
    private bool IsOurs(string path) => CollectionOf(path) is { } id && catalogue.Find(id) is { } collection
        ? collection.Domain == domain
        // Nobody's file: one service has to report it, and every node has this one.
        : domain == (DescribeSpec.DomainIn(path, File.ReadAllText(path)) ?? Programs.Social);

    private static string? CollectionOf(string path) =>
        CollectionLine().Match(File.ReadAllText(path)) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^collection:[ \t]*([a-z0-9-]+)[ \t]*(?:#.*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex CollectionLine();
}
