using System.Text.Json.Nodes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>What services and gateway say alike about a collection.</summary>
public static class CollectionWords
{
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

    /// <summary>The schema of its features (Part 5).</summary>
    /// <param name="address">Where the schema stands.</param>
    public static JsonObject Schema(CollectionDescriptor collection, string address)
    {
        var schema = JsonNode.Parse(collection.Json)!.AsObject();
        schema["$id"] = address;
        return schema;
    }

    /// <summary>The schema of what can be asked (Part 3, clause 6.2): the properties, none required, and id and city.</summary>
    /// <param name="address">Where the schema stands.</param>
    public static JsonObject Queryables(CollectionDescriptor collection, string address)
    {
        var schema = Schema(collection, address);
        schema.Remove("required");
        schema["additionalProperties"] = false;
        AddOwn(schema["properties"]!.AsObject());
        return schema;
    }

    /// <summary>The schema of what can be sorted by (Part 8, draft): the properties that have one value.</summary>
    /// <param name="address">Where the schema stands.</param>
    public static JsonObject Sortables(CollectionDescriptor collection, string address)
    {
        var schema = Queryables(collection, address);
        var properties = schema["properties"]!.AsObject();
        var names = SortOrder.Sortables(collection).Select(p => p.Name).Append(SortOrder.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var name in properties.Select(p => p.Key).Where(name => !names.Contains(name)).ToList())
            properties.Remove(name);
        return schema;
    }

    private static void AddOwn(JsonObject properties)
    {
        properties[SortOrder.Id] = new JsonObject { ["type"] = "string", ["title"] = "Id", ["description"] = "Feature id: city, ':' and local id." };
        properties[SortOrder.City.Name] = new JsonObject { ["type"] = "string", ["title"] = "City", ["description"] = "Id of the city." };
    }
}
