using UrbanDataHub.Hosting.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>Time zones of the cities whose folder is here; others are taken to be in <see cref="City.DefaultZone"/>.</summary>
public sealed class CityZones
{
    private readonly Dictionary<string, string> _zones = new(StringComparer.Ordinal);

    /// <summary>Reads <c>city.yaml</c> of each city.</summary>
    /// <exception cref="ConfigurationException">A file is not YAML, or names a zone that does not exist.</exception>
    public CityZones(HubSettings settings)
    {
        // Strictness towards these files is the importing services' duty; here only one key matters.
        var yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        foreach (var file in Directory.Exists(settings.CitiesFolder) ? Directory.EnumerateFiles(settings.CitiesFolder, "city.yaml", SearchOption.AllDirectories) : [])
            _zones[Path.GetFileName(Path.GetDirectoryName(file))!] = Read(yaml, file);
    }

    /// <summary>The IANA zone of a city.</summary>
    public string this[string city] => _zones.GetValueOrDefault(city, City.DefaultZone);

    private static string Read(IDeserializer yaml, string file)
    {
        try
        {
            var zone = yaml.Deserialize<CityYaml?>(File.ReadAllText(file))?.Zone ?? City.DefaultZone;
            return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : throw new ConfigurationException($"{file}: zone: '{zone}' is no time zone.");
        }
        catch (YamlException e)
        {
            throw new ConfigurationException($"{file}: line {e.Start.Line}: {e.Message}");
        }
    }

    private sealed class CityYaml
    {
        public string? Zone { get; set; }
    }
}
