using System.Text.Json;
using System.Text.Json.Nodes;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>How features of one collection lead to features of another in the same city.</summary>
/// <param name="Name">The field.</param>
/// <param name="Many">Whether there may be more than one.</param>
/// <param name="By">What of the other collection is asked: <c>id</c>, a property, or its geometry.</param>
/// <param name="Value">What it must be, or meet, for a feature; null if the feature leads nowhere.</param>
public sealed record Relation(CollectionDescriptor From, CollectionDescriptor To, string Name, bool Many, string By, string Description, Func<FeatureNode, JsonNode?> Value)
{
    /// <summary>The id that a reference names.</summary>
    public static JsonNode? IdOf(FeatureNode node, string property)
    {
        var value = node.Property(property);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => $"{node.City}:{value.GetRawText()}",
            _ => null,
        };
    }

    /// <summary>What a reference to the feature holds.</summary>
    public static JsonNode? ReferenceTo(FeatureNode node, PropertyKind kind)
    {
        if (kind != PropertyKind.Integer)
            return node.Id;
        return long.TryParse(node.Id[(node.City.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var local) ? local : null;
    }

    /// <summary>The geometry of the feature.</summary>
    public static JsonNode? GeometryOf(FeatureNode node) =>
        PropertyTypes.Geometry(node.Feature) is JsonElement geometry ? JsonNode.Parse(geometry.GetRawText()) : null;
}
