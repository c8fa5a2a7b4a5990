using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>Reads a JSON payload (RFC 8259).</summary>
internal static class JsonPayload
{
    /// <summary>As deep as values may be nested, in CBOR too.</summary>
    public const int Deepest = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };

    /// <exception cref="UnreadableException">It is not JSON in UTF-8; the reason says where.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
            throw new UnreadableException("$: the payload is not UTF-8, as JSON must be");
        try
        {
            var root = JsonNode.Parse(payload, null, Strict);
            Unfold(root);
            return root;
        }
        catch (JsonException e)
        {
            throw new UnreadableException($"$: the payload is not JSON: {e.Message.TrimEnd('.')}");
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableException("$: the payload has a text with half a surrogate pair, which is no Unicode");
        }
    }

    /// <summary>Texts are decoded only when asked for; here, so that no later question can fail.</summary>
    private static void Unfold(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                    Unfold(member);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Unfold(item);
                break;
            case JsonValue value:
                value.TryGetValue(out string? _);
                break;
        }
    }
}
