using System.Text.Json.Nodes;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>What services and gateway say alike about a collection.</summary>
public static class CollectionWords
{
    /// <summary>The coordinate reference system of every answer: WGS 84, longitude before latitude.</summary>
    public const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    /// <summary>Relation of the change feed of a collection.</summary>
    public const string ChangesRelation = "urn:urbandatahub:rel:changes";

    /// <summary>Whether the collection has a change feed: its table is made from the descriptor and so keeps the order of changes.</summary>
    public static bool HasChanges(CollectionDescriptor collection) => collection.Derived;

    /// <summary>Refuses a collection without a change feed.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public static void RequireChanges(CollectionDescriptor collection)
    {
        if (!HasChanges(collection))
            throw ProblemException.NotFound($"The collection '{collection.Id}' has no change feed: its rows carry no order of changes. Ask for its items by 'datetime' instead.");
    }

    /// <summary>The schema of what can be asked (Part 3, clause 6.2): the descriptor's properties, none required.</summary>
    /// <param name="address">Where it stands.</param>
    public static JsonObject Queryables(CollectionDescriptor collection, string address)
    {
        var schema = JsonNode.Parse(collection.Json)!.AsObject();
        schema["$id"] = address;
        schema.Remove("required");
        schema["additionalProperties"] = false;
        return schema;
    }
}
