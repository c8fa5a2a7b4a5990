using System.Text.Json;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>Readable names for the codes of <c>schemas/vocabularies</c>. A code that no list names is shown as it is.</summary>
public sealed class Vocabularies
{
    private readonly Dictionary<string, Dictionary<string, Entry>> _lists;

    private Vocabularies(Dictionary<string, Dictionary<string, Entry>> lists) => _lists = lists;

    /// <summary>Reads every list of the folder.</summary>
    /// <exception cref="ConfigurationException">A file is not JSON; the message names it.</exception>
    public static Vocabularies Load(string folder)
    {
        var lists = new Dictionary<string, Dictionary<string, Entry>>(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [])
            lists.Add(Path.GetFileNameWithoutExtension(file), Read(file));
        return new Vocabularies(lists);
    }

    /// <summary>An EU data theme.</summary>
    public LocalText Theme(string code) => Find("themes", code);

    /// <summary>A licence.</summary>
    public LocalText Licence(string code) => Find("licences", code);

    /// <summary>How often a dataset is updated.</summary>
    public LocalText Frequency(string code) => Find("frequencies", code);

    /// <summary>What a datastream observes.</summary>
    public LocalText ObservedProperty(string code) => Find("observed-properties", code);

    /// <summary>Where the text of a licence stands; null when the vocabulary does not say.</summary>
    public string? LicenceText(string code) => _lists.GetValueOrDefault("licences")?.GetValueOrDefault(code)?.Text;

    private LocalText Find(string list, string code) =>
        _lists.TryGetValue(list, out var codes) && codes.TryGetValue(code, out var entry) ? entry.Title : new LocalText(code, code);

    private static Dictionary<string, Entry> Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            return document.RootElement.EnumerateObject()
                .Where(code => code.Value.ValueKind == JsonValueKind.Object && code.Value.TryGetProperty("title", out _))
                .ToDictionary(code => code.Name, code => code.Value.Deserialize<Entry>(JsonSerializerOptions.Web)!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException($"{file}: is no vocabulary: {e.Message}");
        }
    }

    /// <param name="Text">Where the text of a licence stands.</param>
    private sealed record Entry(LocalText Title, string? Text);
}
