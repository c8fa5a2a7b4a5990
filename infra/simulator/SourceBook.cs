using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Simulator;

/// <summary>The source descriptions of all cities below a repository's root.</summary>
internal sealed class SourceBook
{
    private readonly string _folder;
    private readonly CollectionCatalogue _catalogue;
    private readonly Vocabularies _vocabularies;

    /// <param name="root">Folder with <c>schemas/</c> and <c>infra/</c>.</param>
    public SourceBook(string root)
    {
        _folder = Path.Combine(root, "infra", "cities");
        _catalogue = CollectionCatalogue.Load(Path.Combine(root, "schemas", "collections"));
        _vocabularies = Vocabularies.Load(Path.Combine(root, "schemas", "vocabularies"));
        Cities = Directory.EnumerateDirectories(_folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Ids of the cities.</summary>
    public IReadOnlyList<string> Cities { get; }

    /// <exception cref="SimulatorException">There is no city of this id.</exception>
    public void RequireCity(string id)
    {
        if (!Cities.Contains(id))
            throw new SimulatorException($"--city: '{id}' is not a folder of infra/cities. Cities are: {string.Join(", ", Cities)}.");
    }

    /// <exception cref="SimulatorException">There is no collection of this id.</exception>
    public void RequireCollection(string id)
    {
        if (_catalogue.Find(id) is null)
            throw new SimulatorException($"--collection: '{id}' is not a collection of schemas/collections.");
    }

    /// <summary>A city with its sources. Layers of GeoPackages are left out: what they hold stands in the file and not in the source.</summary>
    /// <exception cref="SourceException">A file is wrong; the message names file, line and key.</exception>
    public (CityFile City, IReadOnlyList<SourceFile> Sources) Read(string city)
    {
        var file = CityFolder.ReadCity(_folder, city);
        return (file, CityFolder.ReadAll(_folder, file, _catalogue, _vocabularies).Where(s => s.Reading.Format != FileFormat.GeoPackage).ToList());
    }
}
