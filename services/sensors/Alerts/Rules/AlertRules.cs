using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Alerts.Rules;

/// <summary>The rules of the node's cities.</summary>
/// <param name="Refused">The files that are wrong and not used; each message names file, line and key.</param>
internal sealed record AlertRules(IReadOnlyList<AlertRule> All, IReadOnlyList<SourceException> Refused)
{
    /// <summary>Reads <c>&lt;city&gt;/alerts/*.yaml</c> of every city; a city without such a folder has none.</summary>
    public static AlertRules Load(string citiesFolder, IEnumerable<string> cities)
    {
        var rules = new List<AlertRule>();
        var refused = new List<SourceException>();
        foreach (var (city, path) in cities.SelectMany(city => Paths(citiesFolder, city).Select(path => (city, path))))
        {
            try
            {
                rules.Add(AlertRule.Read(path, city));
            }
            catch (SourceException e)
            {
                refused.Add(e);
            }
        }

        return new AlertRules(rules, refused);
    }

    /// <summary>A rule; null if there is none (any more).</summary>
    public AlertRule? Find(string city, string name) => All.FirstOrDefault(r => r.City == city && r.Name == name);

    private static IEnumerable<string> Paths(string citiesFolder, string city)
    {
        var folder = Path.Combine(citiesFolder, city, "alerts");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal) : [];
    }
}
