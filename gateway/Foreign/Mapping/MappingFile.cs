using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign.Mapping;

/// <summary>What a foreign server holds of a city, as its mapping file says.</summary>
public sealed record ForeignCity(PartnerNode Partner, LocalText Name, IReadOnlyList<ForeignCollection> Collections)
{
    /// <summary>City id.</summary>
    public string City => Partner.Cities[0];
}

/// <summary>Reads mapping files (gateway/Foreign/README.md). Every fault names file and key.</summary>
public sealed class MappingFile(CollectionCatalogue catalogue, string vocabularies)
{
    private readonly JsonElement _licences = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(vocabularies, "licences.json"))).RootElement;
    private readonly JsonElement _frequencies = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(vocabularies, "frequencies.json"))).RootElement;

    /// <summary>Reads the file of a partner.</summary>
    /// <exception cref="ConfigurationException">Names file and key, and what would be right.</exception>
    public ForeignCity Read(PartnerNode partner)
    {
        var path = partner.Mapping!;
        var yaml = YamlFile.Read<Yaml>(path);
        var collections = (yaml.Collections ?? []).Select((c, i) => Collection(c, partner, new At(path, $"collections[{i}]"))).ToList();
        new At(path, "collections").Require(collections.Count > 0, "must hold at least one");
        new At(path, "collections").Require(collections.DistinctBy(c => c.Descriptor.Id).Count() == collections.Count, "names a collection twice");
        return new ForeignCity(partner, Text(yaml.Name, new At(path, "name")), collections);
    }

    private ForeignCollection Collection(CollectionYaml yaml, PartnerNode partner, At at)
    {
        var descriptor = catalogue.Find(yaml.Collection ?? "");
        at.With("collection").Require(descriptor is not null, $"'{yaml.Collection}' is not a collection; there are {string.Join(", ", catalogue.All.Select(c => c.Id))}");
        at.With("from").Require(!string.IsNullOrEmpty(yaml.From), partner.Type == PartnerType.Ogc ? "must be the id of the foreign collection" : "must be Things or Observations");
        at.With("from").Require(partner.Type != PartnerType.SensorThings || yaml.From is "Things" or "Observations", $"'{yaml.From}' must be Things or Observations");
        at.With("page").Require(yaml.Page is >= 1 and <= 10_000, "must be from 1 to 10000");
        return new ForeignCollection(descriptor!, yaml.From!, Rules(yaml.Map ?? [], descriptor!, at.With("map")), DatasetOf(yaml, partner, descriptor!, at))
        {
            Id = yaml.Id,
            Geometry = yaml.Geometry,
            Parameters = yaml.Parameters ?? [],
            Time = yaml.Time,
            PageSize = yaml.Page,
        };
    }

    private static List<ValueRule?> Rules(Dictionary<string, object?> map, CollectionDescriptor descriptor, At at)
    {
        foreach (var name in map.Keys)
            at.With(name).Require(descriptor.Properties.Any(p => p.Name == name), $"is not a property of '{descriptor.Id}'; there are {string.Join(", ", descriptor.Properties.Select(p => p.Name))}");
        foreach (var property in descriptor.Properties.Where(p => p.Required))
            at.With(property.Name).Require(map.ContainsKey(property.Name), "is missing, and every row must have it");
        return [.. descriptor.Properties.Select(p => map.TryGetValue(p.Name, out var rule) ? RuleReader.Read(rule, at.With(p.Name)) : null)];
    }

    private Dataset DatasetOf(CollectionYaml yaml, PartnerNode partner, CollectionDescriptor descriptor, At at)
    {
        at.With("publisher").Require(!string.IsNullOrEmpty(yaml.Publisher), "must say who publishes it");
        var isLicence = _licences.TryGetProperty(yaml.Licence ?? "", out var licence);
        at.With("licence").Require(isLicence, $"'{yaml.Licence}' is not a code of schemas/vocabularies/licences.json; there are {Names(_licences)}");
        at.With("frequency").Require(_frequencies.TryGetProperty(yaml.Frequency, out _), $"'{yaml.Frequency}' is not a code of schemas/vocabularies/frequencies.json; there are {Names(_frequencies)}");
        return new Dataset(
            partner.Cities[0],
            descriptor.Id,
            yaml.Title is null ? descriptor.Title : Text(yaml.Title, at.With("title")),
            yaml.Description is null ? descriptor.Description : Text(yaml.Description, at.With("description")),
            yaml.Publisher!,
            yaml.Licence!,
            licence.GetProperty("url").GetString()!,
            yaml.Attribution,
            yaml.Frequency,
            descriptor.Theme,
            Simulated: false,
            ImportStates.Done,
            Count: 0,
            BoundingBox: null,
            LastChanged: null,
            LastImported: null,
            Sources: [partner.Url.ToString()]);
    }

    private static string Names(JsonElement codes) => string.Join(", ", codes.EnumerateObject().Select(c => c.Name));

    private static LocalText Text(TextYaml? text, At at)
    {
        at.Require(!string.IsNullOrEmpty(text?.De) && !string.IsNullOrEmpty(text.En), "must have de and en");
        return new LocalText(text!.De!, text.En!);
    }

    private sealed class Yaml
    {
        public TextYaml? Name { get; set; }
        public List<CollectionYaml>? Collections { get; set; }
    }

    private sealed class CollectionYaml
    {
        public string? Collection { get; set; }
        public string? From { get; set; }
        public TextYaml? Title { get; set; }
        public TextYaml? Description { get; set; }
        public string? Publisher { get; set; }
        public string? Licence { get; set; }
        public string? Attribution { get; set; }
        public string Frequency { get; set; } = "UNKNOWN";
        public string? Id { get; set; }
        public string? Geometry { get; set; }
        public string? Time { get; set; }
        public int Page { get; set; } = 1000;
        public Dictionary<string, string>? Parameters { get; set; }
        public Dictionary<string, object?>? Map { get; set; }
    }

    private sealed class TextYaml
    {
        public string? De { get; set; }
        public string? En { get; set; }
    }
}

/// <summary>Where in a mapping file something stands.</summary>
internal readonly record struct At(string Path, string Key)
{
    /// <summary>A key below it.</summary>
    public At With(string key) => this with { Key = $"{Key}.{key}" };

    /// <summary>Lets pass what holds.</summary>
    /// <exception cref="ConfigurationException">It does not.</exception>
    public void Require(bool holds, string rule)
    {
        if (!holds)
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{Path}: {Key}: {rule}."));
    }
}
