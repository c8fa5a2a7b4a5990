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

    /// <summary>Longest id: tables and indexes are named after it.</summary>
    public const int LongestId = 50;

    /// <summary>Whether a collection may have this id.</summary>
    public static bool IsId(string id) => id.Length <= LongestId && IdPattern().IsMatch(id);

    /// <summary>Reads <c>&lt;folder&gt;/&lt;domain&gt;/&lt;id&gt;.json</c>.</summary>
    /// <param name="described">Folders of descriptors that were made from layers, which may not exist. What <paramref name="folder"/> describes counts before them.</param>
    /// <exception cref="DescriptorException">A file is not a descriptor; the message names file and field.</exception>
    public static CollectionCatalogue Load(string folder, params ReadOnlySpan<string> described)
    {
        if (!Directory.Exists(folder))
            throw new DescriptorException($"{folder}: the folder of collection descriptors does not exist.");
        var byId = new Dictionary<string, CollectionDescriptor>(StringComparer.Ordinal);
        foreach (var (file, descriptor) in ReadAll(folder))
        {
            if (!byId.TryAdd(descriptor.Id, descriptor))
                throw new DescriptorException($"{file}: the collection '{descriptor.Id}' is described twice.");
        }

        foreach (var more in described)
        {
            foreach (var (_, descriptor) in ReadAll(more))
                byId.TryAdd(descriptor.Id, descriptor);
        }

        return new CollectionCatalogue(byId);
    }

    private static IEnumerable<(string File, CollectionDescriptor Descriptor)> ReadAll(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (file, ReadFile(file)));

    /// <summary>Reads one descriptor, whose id is the name of the file and whose domain that of its folder.</summary>
    /// <exception cref="DescriptorException">It is none; the message names file and field.</exception>
    public static CollectionDescriptor ReadFile(string file) => ReadText(file, File.ReadAllText(file));

    /// <summary>The same with the text of the file at hand.</summary>
    /// <exception cref="DescriptorException">It is none; the message names file and field.</exception>
    public static CollectionDescriptor ReadText(string file, string json)
    {
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
            if (!IsId(id))
                throw new DescriptorException($"{file}: the id '{id}' must be lower-case words joined by '-', of at most {LongestId} characters.");
            return new DescriptorReader(file, document.RootElement).Read(id, Path.GetFileName(Path.GetDirectoryName(file)!), json);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();
}
