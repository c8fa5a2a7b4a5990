using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>
/// The names that collections have in GraphQL, where ids and singulars become fields and types. One that comes twice would stop
/// every gateway, so it is refused here.
/// </summary>
internal sealed class GraphWords
{
    // Fields of the query, and types that are no collection's.
    private static readonly string[] s_fields = ["cities", "datasets"];
    private static readonly string[] s_types = ["query", "mutation", "subscription", "city", "dataset", "pageinfo", "geojson", "date", "datetime", "string", "int", "long", "float", "boolean", "id"];

    private readonly Dictionary<string, string> _fields = s_fields.ToDictionary(f => f, _ => "the API itself", StringComparer.Ordinal);
    private readonly Dictionary<string, string> _types = s_types.ToDictionary(t => t, _ => "the API itself", StringComparer.Ordinal);

    public GraphWords(IEnumerable<CollectionDescriptor> known)
    {
        foreach (var collection in known)
        {
            _fields[Letters(collection.Id)] = collection.Id;
            _types[Letters(collection.Singular)] = collection.Id;
        }
    }

    /// <summary>Takes the names of a collection.</summary>
    /// <exception cref="DescribeException">Another one has them.</exception>
    public void Add(CollectionDescriptor collection)
    {
        Take(_fields, Letters(collection.Id), collection, "collection", collection.Id);
        Take(_types, Letters(collection.Singular), collection, "describe.singular", collection.Singular);
    }

    private static void Take(Dictionary<string, string> names, string letters, CollectionDescriptor collection, string key, string word)
    {
        if (!names.TryAdd(letters, collection.Id))
            throw new DescribeException($"{collection.DescribedBy[0]}: {key}: '{word}' has the name in GraphQL that {names[letters]} has already; choose another");
    }

    private static string Letters(string words) => words.Replace("-", "", StringComparison.Ordinal);
}
