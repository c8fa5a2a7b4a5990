using System.Text;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>The descriptors that were made from layers: <c>&lt;folder&gt;/&lt;domain&gt;/&lt;id&gt;.json</c>.</summary>
internal sealed class DescribedFolder(string folder)
{
    /// <summary>The collections as described before; a file that is no descriptor (any more) is none.</summary>
    public IReadOnlyList<(string Path, CollectionDescriptor Collection)> Read() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, Collection: TryRead(path)))
            .Where(known => known.Collection is not null)
            .Select(known => (known.path, known.Collection!))
            .ToList();

    /// <summary>Writes a descriptor, by a rename: a program may read the folder at this moment.</summary>
    /// <returns>Whether it is new or has changed.</returns>
    public bool Write(string domain, string id, string text)
    {
        var path = Path.Combine(folder, domain, id + ".json");
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var half = $"{path}.{Guid.NewGuid():n}";
        File.WriteAllText(half, text, new UTF8Encoding(false));
        File.Move(half, path, overwrite: true);
        return true;
    }

    private static CollectionDescriptor? TryRead(string path)
    {
        try
        {
            return CollectionCatalogue.ReadFile(path);
        }
        catch (DescriptorException)
        {
            return null;
        }
    }
}
