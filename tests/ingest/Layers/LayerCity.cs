using System.Text;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Describing;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Ingest.Layers;

/// <summary>A city with GeoPackages and sources that describe their collections, read without a database.</summary>
internal sealed class LayerCity : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hub-layer-");
    private readonly HubSettings _settings;

    public LayerCity()
    {
        Write("cities/stadt/city.yaml", """
            city: stadt
            name: { de: Stadt, en: City }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7, 51, 8, 52]
            publisher: Stadt
            """);
        Write("node.yaml", """
            node: n
            title: { de: N, en: N }
            url: http://127.0.0.1:1
            port: 1000
            cities: [stadt]
            partners: []
            """);
        var variables = new Dictionary<string, string>
        {
            ["HUB_ROOT"] = HubRoot.Path,
            ["HUB_NODE"] = PathOf("node.yaml"),
            ["HUB_CITIES"] = PathOf("cities"),
            ["HUB_DATA"] = PathOf("data"),
            ["HUB_COLLECTIONS"] = PathOf("collections"),
        };
        _settings = HubSettings.From(variables.GetValueOrDefault);
    }

    public CollectionCatalogue Catalogue => CollectionCatalogue.Load(_settings.CollectionsFolder, _settings.DescribedFolder);

    public string PathOf(string path) => Path.Combine(_root.FullName, path);

    /// <summary>A new GeoPackage below the data folder.</summary>
    public TrialGeoPackage Create(string file = "layer.gpkg") => TrialGeoPackage.Create(PathOf("data/" + file));

    public void Write(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    public void WriteBytes(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllBytes(PathOf(path), bytes);
    }

    /// <summary>A source of one file.</summary>
    /// <param name="more">Further keys, such as <c>describe</c>.</param>
    public void WriteSource(string more = "describe: {}", string read = "", string name = "layer", string file = "layer.gpkg", string collection = "some-layer") =>
        Write($"cities/stadt/{name}.yaml", $$"""
            collection: {{collection}}
            title: { de: Ebene, en: Layer }
            description: { de: Alle., en: All. }
            licence: cc-zero
            rights: A
            frequency: NEVER
            files: [ { path: {{file}}, url: "https://example.org/{{file}}" } ]
            read: { format: gpkg{{(read.Length > 0 ? ", " + read : "")}} }
            {{more}}
            """);

    public void DeleteSource(string name = "layer") => File.Delete(PathOf($"cities/stadt/{name}.yaml"));

    /// <summary>Runs the command.</summary>
    public (int Code, string Said) Describe()
    {
        using var said = new StringWriter { NewLine = "\n" };
        return (new DescribeCommand(_settings, said).Run(), said.ToString());
    }

    /// <summary>Describes, and maps every row.</summary>
    public List<MappedItem> Read(string name = "layer")
    {
        var (code, said) = Describe();
        Assert.True(code == 0, said);
        return Import(name);
    }

    /// <summary>Maps every row with the descriptors as they are.</summary>
    public List<MappedItem> Import(string name = "layer")
    {
        var city = CityFolder.ReadCity(_settings.CitiesFolder, "stadt");
        var source = SourceFile.Read(PathOf($"cities/stadt/{name}.yaml"), city, Catalogue, Vocabularies.Load(_settings.VocabulariesFolder));
        return SourceRows.Open(source, city, source.Descriptor, _settings.Data).Read(TestContext.Current.CancellationToken).ToList();
    }

    public void Dispose() => _root.Delete(recursive: true);
}
