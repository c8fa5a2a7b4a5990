using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Quality;

/// <summary>The rules of a node (<c>infra/quality.yaml</c>).</summary>
/// <param name="Ahead">How far a phenomenon time may be ahead of its receipt.</param>
internal sealed record QualityRules(TimeSpan Ahead, IReadOnlyList<QualityRule> Rules)
{
    /// <summary>Names another file.</summary>
    public const string Variable = "HUB_QUALITY";

    /// <summary>Of a node without a file: it judges nothing but clocks and repeated readings.</summary>
    public static QualityRules Fewest { get; } = new(TimeSpan.FromMinutes(10), []);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It is missing or wrong; the message names file, line and key.</exception>
    public static QualityRules Load(string path)
    {
        try
        {
            var map = YamlMap.Parse(path, YamlText.Read(path));
            var ahead = Durations.Read(map.Required("clock"));
            var rules = map.Optional("properties")?.Map().All().Select(p => QualityRule.Read(p.Name, p.Value.Map())).ToList() ?? [];
            map.Done();
            return new QualityRules(ahead, rules);
        }
        catch (SourceException e)
        {
            throw new ConfigurationException($"{Variable}: {e.Message}");
        }
    }
}
