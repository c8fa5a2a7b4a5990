using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>A licence of <c>schemas/vocabularies/licences.json</c>.</summary>
/// <param name="Code">Code that source files use, such as <c>dl-by-de/2.0</c>.</param>
/// <param name="Url">IRI of the licence.</param>
public sealed record Licence(string Code, string Url);

/// <summary>An entry of <c>schemas/vocabularies/observed-properties.json</c>.</summary>
/// <param name="Code">Code that source files use, such as <c>no2</c>.</param>
/// <param name="Definition">IRI of what it means.</param>
public sealed record ObservedProperty(string Code, LocalText Title, string Definition);

/// <summary>The code lists that source files may use.</summary>
public sealed class Vocabularies
{
    private readonly Dictionary<string, Licence> _licences;
    private readonly HashSet<string> _frequencies;
    private readonly HashSet<string> _themes;
    private readonly Dictionary<string, ObservedProperty> _observedProperties;

    private Vocabularies(Dictionary<string, Licence> licences, HashSet<string> frequencies, HashSet<string> themes, Dictionary<string, ObservedProperty> observedProperties)
    {
        _licences = licences;
        _frequencies = frequencies;
        _themes = themes;
        _observedProperties = observedProperties;
    }

    /// <summary>Reads the code lists of <paramref name="folder"/>.</summary>
    /// <exception cref="DescriptorException">A file is missing or wrong; the message names file and field.</exception>
    public static Vocabularies Load(string folder) => new(
        Codes(folder, "licences").ToDictionary(c => c.Name, c => new Licence(c.Name, Url(folder, c)), StringComparer.Ordinal),
        Codes(folder, "frequencies").Select(c => c.Name).ToHashSet(StringComparer.Ordinal),
        Codes(folder, "themes").Select(c => c.Name).ToHashSet(StringComparer.Ordinal),
        Codes(folder, "observed-properties").ToDictionary(c => c.Name, c => Observed(folder, c), StringComparer.Ordinal));

    /// <summary>What datastreams may observe.</summary>
    public IReadOnlyCollection<ObservedProperty> ObservedProperties => _observedProperties.Values;

    /// <summary>The licence of data of which nobody has said what may be done with them.</summary>
    public Licence Unclear => _licences["other-closed"];

    internal Licence Licence(YamlValue code) => _licences.GetValueOrDefault(code.Text()) ?? throw Unknown(code, "licences", _licences.Keys);

    internal string Frequency(YamlValue code) =>
        _frequencies.Contains(code.Text()) ? code.Text() : throw Unknown(code, "frequencies", _frequencies);

    internal string Theme(YamlValue code) => _themes.Contains(code.Text()) ? code.Text() : throw Unknown(code, "themes", _themes);

    internal string ObservedProperty(YamlValue code) =>
        _observedProperties.ContainsKey(code.Text()) ? code.Text() : throw Unknown(code, "observed-properties", _observedProperties.Keys);

    private static SourceException Unknown(YamlValue code, string vocabulary, IEnumerable<string> known) =>
        code.Fault($"'{code.Text()}' is not a code of schemas/vocabularies/{vocabulary}.json; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}");

    private static string Url(string folder, JsonProperty licence) =>
        licence.Value.TryGetProperty("url", out var url) && url.GetString() is { } text
            ? text
            : throw new DescriptorException($"{PathOf(folder, "licences")}: {licence.Name}.url: is missing.");

    private static ObservedProperty Observed(string folder, JsonProperty entry) =>
        entry.Value.Deserialize<ObservedProperty>(JsonSerializerOptions.Web) is { Title: not null, Definition: not null } property
            ? property with { Code = entry.Name }
            : throw new DescriptorException($"{PathOf(folder, "observed-properties")}: {entry.Name}: title and definition are wanted.");

    private static string PathOf(string folder, string name) => Path.Combine(folder, name + ".json");

    private static List<JsonProperty> Codes(string folder, string name)
    {
        var file = PathOf(folder, name);
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.EnumerateObject().ToList();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            throw new DescriptorException($"{file}: is not a JSON object of codes: {e.Message}");
        }
    }
}
