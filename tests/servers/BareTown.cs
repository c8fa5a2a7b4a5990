namespace UrbanDataHub.Tests.Servers;

/// <summary>Towns of which no source tells anything: all that their nodes hold is what clients write.</summary>
public sealed class BareTown : IDisposable
{
    /// <summary>The town, where there is one.</summary>
    public const string City = "neustadt";

    private readonly string _root = Directory.CreateTempSubdirectory("hub-bare-").FullName;

    public BareTown()
        : this(City)
    {
    }

    /// <summary>Several towns.</summary>
    public BareTown(params string[] cities)
    {
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        foreach (var city in cities)
        {
            Directory.CreateDirectory(Path.Combine(_root, city));
            File.WriteAllText(Path.Combine(_root, city, "city.yaml"), $$"""
                city: {{city}}
                name: { de: Neustadt, en: New Town }
                key: "00000000"
                zone: Europe/Berlin
                bbox: [7, 51, 8, 52]
                publisher: Stadt Neustadt
                """);
        }
    }

    /// <summary>Writes a mapping of devices, before the node starts.</summary>
    public void Device(string name, string yaml)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, City, "devices")).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".yaml"), yaml);
    }

    /// <summary>How a node is started with them, so that everybody may write by SensorThings.</summary>
    public TestNodeOptions Options => new()
    {
        CitiesFolder = _root,
        Data = Path.Combine(_root, "data"),
        Environment = new Dictionary<string, string> { ["HUB_SENSORTHINGS_WRITE"] = "open" },
    };

    /// <summary>Writes a file of the city's folder, such as a rule of alerts.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_root, City, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);
}
