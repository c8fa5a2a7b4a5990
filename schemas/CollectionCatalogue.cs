using System.Text.Json;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Schemas;

/// <summary>A descriptor that cannot be used; the message names file and field.</summary>
public sealed class DescriptorException(string message) : Exception(message);

/// <summary>All collections this installation knows, by id.</summary>
public sealed partial class CollectionCatalogue
{
    private readonly Dictionary<string, CollectionDescriptor> _byId;

    private CollectionCatalogue(Dictionary<string, CollectionDescriptor> byId) => _byId = byId;

    /// <summary>Every collection, sorted by id.</summary>
    public IEnumerable<CollectionDescriptor> All => _byId.Values.OrderBy(c => c.Id, StringComparer.Ordinal);

    /// <summary>The collections that the service <paramref name="domain"/> owns.</summary>
    public IEnumerable<CollectionDescriptor> Of(string domain) => All.Where(c => c.Domain == domain);

    /// <summary>The collection, or null if there is none of this id.</summary>
    public CollectionDescriptor? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Reads <c>&lt;folder&gt;/&lt;domain&gt;/&lt;id&gt;.json</c>.</summary>
    /// <exception cref="DescriptorException">A file is not a descriptor; the message names file and field.</exception>
    public static CollectionCatalogue Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DescriptorException($"{folder}: the folder of collection descriptors does not exist.");
        var byId = new Dictionary<string, CollectionDescriptor>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var descriptor = Read(file);
            if (!byId.TryAdd(descriptor.Id, descriptor))
                throw new DescriptorException($"{file}: the collection '{descriptor.Id}' is described twice.");
        }

        return new CollectionCatalogue(byId);
    }

    private static CollectionDescriptor Read(string file)
    {
        var json = File.ReadAllText(file);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new DescriptorException($"{file}: is not JSON: {e.Message}");
        }

        using (document)
        {
            var id = Path.GetFileNameWithoutExtension(file);
            if (!IdPattern().IsMatch(id))
                throw new DescriptorException($"{file}: the id '{id}' must be lower-case words joined by '-'.");
            return new DescriptorReader(file, document.RootElement).Read(id, Path.GetFileName(Path.GetDirectoryName(file)!), json);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();
}
