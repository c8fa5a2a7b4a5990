using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>
/// The command <c>describe</c>: makes the descriptors of the collections that sources describe from their layers, for all cities
/// and domains at once, so that every program of the installation knows the same collections. It runs before the programs start.
/// </summary>
public sealed class DescribeCommand(HubSettings settings, TextWriter output)
{
    private readonly DescribedFolder _folder = new(settings.DescribedFolder);
    private readonly CollectionCatalogue _written = CollectionCatalogue.Load(settings.CollectionsFolder);
    private readonly List<(string City, string Reason)> _faults = [];

    /// <summary>Says of each collection what came of it. What cannot be described (any more) keeps the descriptor that it had.</summary>
    /// <returns>0, or 1 when a source of this node's cities is wrong.</returns>
    public int Run()
    {
        var before = _folder.Read();
        var sources = Sources();
        var collections = sources.GroupBy(s => s.Collection, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var names = new GraphWords(_written.All);
        foreach (var collection in collections)
            Describe([.. collection], before.FirstOrDefault(k => k.Collection.Id == collection.Key).Collection, names);
        RemoveStale(before, sources);
        foreach (var (_, reason) in _faults)
            output.WriteLine($"  {reason}");
        return _faults.Any(f => settings.Node.Cities.Contains(f.City)) ? 1 : 0;
    }

    private void Describe(IReadOnlyList<SourceFile> sources, CollectionDescriptor? before, GraphWords names)
    {
        var layers = new DescribedLayers();
        var faults = _faults.Count;
        foreach (var source in sources)
            Guarded(source, () => Add(layers, source));
        // A layer that cannot be read today must not take its columns out of a collection that has them.
        var isWhole = _faults.Count == faults;
        if (layers.Sources.Count > 0 && (isWhole || before is null))
            Guarded(layers.Sources[0], () => Write(layers, before, names));
    }

    private void Add(DescribedLayers layers, SourceFile source)
    {
        if (layers.Sources is [var first, ..] && first.Descriptor.Domain != source.Descriptor.Domain)
            throw new DescribeException($"{source.City}/{source.Name}: describe.domain: is '{source.Descriptor.Domain}', but '{first.Descriptor.Domain}' in {first.City}/{first.Name}");
        layers.Add(source, settings.Data);
    }

    private void Write(DescribedLayers layers, CollectionDescriptor? before, GraphWords names)
    {
        var (id, domain) = (layers.Sources[0].Collection, layers.Sources[0].Descriptor.Domain);
        var text = DescriptorText.Of(layers);
        var now = CollectionCatalogue.ReadText($"{domain}/{id}.json", text);
        names.Add(now);
        RequireSameKinds(before, now);
        var state = _folder.Write(domain, id, text) ? "described" : "unchanged";
        output.WriteLine($"  {id}: {state}, {now.Properties.Count} properties{(now.Geometry is null ? "" : $" and {now.Geometry.Geometry}")}, from {string.Join(", ", now.DescribedBy)}");
        foreach (var note in layers.Notes.Concat(now.Properties.Where(p => p.Name != p.Field).Select(p => $"the column '{p.Field}' is the property '{p.Name}'")))
            output.WriteLine($"    {note}");
    }

    /// <summary>The table has a column of the former type, with rows in it.</summary>
    private static void RequireSameKinds(CollectionDescriptor? before, CollectionDescriptor now)
    {
        foreach (var property in now.Properties)
        {
            if (before?.Find(property.Name) is { } former && former.Kind != property.Kind)
                throw new DescribeException(
                    $"{now.DescribedBy[0]}: the column '{property.Field}' was of the kind {former.Kind} and is now {property.Kind}, which the table of '{now.Id}' cannot hold; the layer needs another id below 'collection'");
        }
    }

    /// <summary>A descriptor goes when no source describes its collection any more, or another service does now.</summary>
    private void RemoveStale(IReadOnlyList<(string Path, CollectionDescriptor Collection)> before, List<SourceFile> sources)
    {
        var unreadable = _faults.Select(f => f.City).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, collection) in before)
        {
            var now = sources.Find(s => s.Collection == collection.Id);
            // Of a city with a wrong file nobody knows what it describes.
            if (now is null ? collection.DescribedBy.Any(s => unreadable.Contains(s.Split('/')[0])) : now.Descriptor.Domain == collection.Domain)
                continue;
            File.Delete(path);
            output.WriteLine($"  {collection.Id}: no longer described in '{collection.Domain}'");
        }
    }

    private List<SourceFile> Sources()
    {
        var vocabularies = Vocabularies.Load(settings.VocabulariesFolder);
        var sources = new List<SourceFile>();
        foreach (var city in Directory.EnumerateDirectories(settings.CitiesFolder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal))
        {
            foreach (var path in CityFolder.SourcePaths(settings.CitiesFolder, city).Where(p => DescribeSpec.IsIn(File.ReadAllText(p))))
                Guarded(city, () => sources.Add(SourceFile.Read(path, CityFolder.ReadCity(settings.CitiesFolder, city), _written, vocabularies)));
        }

        return sources;
    }

    private void Guarded(SourceFile source, Action action) => Guarded(source.City, () =>
    {
        var isHere = source.Files.All(f => f.Optional || File.Exists(Path.Combine(settings.Data, f.Path)));
        if (isHere || settings.Node.Cities.Contains(source.City))
            action();
        else
            output.WriteLine($"  {source.City}/{source.Name}: left out, as its files are not here and the city is not one of this node");
    });

    private void Guarded(string city, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SourceException or BrokenFileException or DescribeException or DescriptorException)
        {
            _faults.Add((city, e.Message));
        }
    }
}
