using System.Text.Json;
using UrbanDataHub.Gateway.Features;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>A page of features, whether over several cities or related to one feature.</summary>
public interface INodePage
{
    /// <summary>Features that match over all pages; null while that is not known.</summary>
    long? Matched { get; }

    /// <summary>Whether there is more to be had now.</summary>
    bool HasNext { get; }

    /// <summary>Where the next page begins; null if the page has no rows to go on behind.</summary>
    string? Cursor { get; }

    /// <summary>The cursor after one feature of the page.</summary>
    string CursorAfter(FeatureNode node);
}

/// <summary>One feature in a GraphQL answer.</summary>
/// <param name="Page">The page it stands in, for its cursor.</param>
/// <param name="Index">Its position there.</param>
public sealed record FeatureNode(INodePage Page, int Index, string City, JsonElement Feature)
{
    /// <summary>City, ':' and local id.</summary>
    public string Id => Feature.GetProperty("id").GetString()!;

    /// <summary>A property of the feature; undefined where the city does not send it.</summary>
    public JsonElement Property(string name) =>
        Feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var value)
            ? value
            : default;
}

/// <summary>A page as GraphQL shows it.</summary>
/// <param name="Nodes">Empty when only the count was asked for.</param>
public sealed record FeatureConnection(INodePage Page, IReadOnlyList<FeatureNode> Nodes)
{
    /// <summary>Reads the features out of the cities' bytes.</summary>
    public static FeatureConnection Of(FederatedPage page)
    {
        var shown = new ShownPage(page);
        var nodes = new List<FeatureNode>(page.Returned);
        foreach (var (part, features) in page.Runs)
        {
            foreach (var feature in Array(features).RootElement.EnumerateArray())
                nodes.Add(new FeatureNode(shown, nodes.Count, part.Place.City, feature));
        }

        return new FeatureConnection(shown, nodes);
    }

    /// <summary>The bytes are copied: the nodes live longer than the rented memory they came in.</summary>
    private static JsonDocument Array(ReadOnlyMemory<byte> features)
    {
        var array = new byte[features.Length + 2];
        array[0] = (byte)'[';
        features.Span.CopyTo(array.AsSpan(1));
        array[^1] = (byte)']';
        return JsonDocument.Parse(array);
    }

    private sealed record ShownPage(FederatedPage Page) : INodePage
    {
        public long? Matched => Page.Matched;

        public bool HasNext => Page.HasNext;

        public string Cursor => Page.Cursor;

        public string CursorAfter(FeatureNode node) => Page.CursorAfter(node.Index, node.Id);
    }
}
