using System.Collections.Concurrent;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>What the cities are called: own ones by <c>infra/cities/&lt;city&gt;/city.yaml</c>, partners' by their own word.</summary>
public sealed class CityNames
{
    // Strictness towards this file is the importing services' duty; here a key more must not stop the gateway.
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .IgnoreUnmatchedProperties()
        .Build();

    private readonly ConcurrentDictionary<string, LocalText> _names = new(StringComparer.Ordinal);

    /// <summary>Reads the names of own cities.</summary>
    public CityNames(HubSettings settings)
    {
        foreach (var city in settings.Node.Cities)
            _names[city] = Read(Path.Combine(settings.CitiesFolder, city, "city.yaml"), city);
    }

    /// <summary>The name; the id while a partner has not told it yet.</summary>
    public LocalText this[string city]
    {
        get => _names.GetValueOrDefault(city) ?? new LocalText(city, city);
        set => _names[city] = value;
    }

    private static LocalText Read(string file, string city)
    {
        if (!File.Exists(file))
            throw new ConfigurationException($"{file}: the file does not exist; it names the city '{city}' of the node file.");
        var name = Yaml.Deserialize<CityYaml>(File.ReadAllText(file)).Name;
        return name is { De: { } de, En: { } en } ? new LocalText(de, en) : throw new ConfigurationException($"{file}: name: must have de and en.");
    }

    private sealed class CityYaml
    {
        public NameYaml? Name { get; set; }
    }

    private sealed class NameYaml
    {
        public string? De { get; set; }
        public string? En { get; set; }
    }
}
