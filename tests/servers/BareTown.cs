namespace UrbanDataHub.Tests.Servers;

/// <summary>A town of which no source tells anything: all that its node holds is what clients write.</summary>
public sealed class BareTown : IDisposable
{
    /// <summary>Its name.</summary>
    public const string City = "neustadt";

    private readonly string _root = Directory.CreateTempSubdirectory("hub-bare-").FullName;

    public BareTown()
    {
        Directory.CreateDirectory(Path.Combine(_root, City));
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        File.WriteAllText(Path.Combine(_root, City, "city.yaml"), $$"""
            city: {{City}}
            name: { de: Neustadt, en: New Town }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7, 51, 8, 52]
            publisher: Stadt Neustadt
            """);
    }

    /// <summary>Writes a mapping of devices, before the node starts.</summary>
    public void Device(string name, string yaml)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, City, "devices")).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".yaml"), yaml);
    }

    /// <summary>How a node is started with it, so that everybody may write by SensorThings.</summary>
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
