using System.Text.Json;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>What a node says of itself at <see cref="Path"/>.</summary>
/// <param name="Number">In which the ids of its entities end; null if it has none.</param>
/// <param name="SensorThings">Service root of its own entities alone.</param>
public sealed record NodeDocument(string Node, int? Number, IReadOnlyList<string> Cities, string SensorThings)
{
    /// <summary>Where it stands.</summary>
    public const string Path = "/node";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>What this node says.</summary>
    /// <param name="root">The gateway as asked.</param>
    public static NodeDocument Of(NodeFile node, string root) => new(node.Node, node.Number, node.Cities, root + ServiceRoots.OfNode);

    /// <summary>Reads what a partner says.</summary>
    /// <exception cref="JsonException">It is something else, or its number is none.</exception>
    public static NodeDocument Read(ReadOnlySpan<byte> json)
    {
        var document = JsonSerializer.Deserialize<NodeDocument>(json, _json) ?? throw new JsonException("the answer is null");
        return document.Number is null or (>= 1 and <= NodeFile.LargestNumber) ? document : throw new JsonException($"{document.Number} is no number of a node");
    }
}
