using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Serving;

/// <summary>How a collection is called in the gateway's GraphQL schema.</summary>
public static class GraphNames
{
    /// <summary>The field of a collection: its id in camelCase.</summary>
    public static string Field(CollectionDescriptor collection)
    {
        var words = collection.Id.Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }
}
