using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>The messages that go to a client of graphql-transport-ws.</summary>
internal static class SocketMessage
{
    /// <summary>The connection stands.</summary>
    public static readonly byte[] Ack = Encoding.UTF8.GetBytes("""{"type":"connection_ack"}""");

    /// <summary>The answer to a ping.</summary>
    public static readonly byte[] Pong = Encoding.UTF8.GetBytes("""{"type":"pong"}""");

    /// <summary>A result of an operation.</summary>
    public static byte[] Next(string id, ExecutionResult result) => Of("next", id, GraphExecution.Serializer.Serialize(result));

    /// <summary>The operation cannot be executed.</summary>
    public static byte[] Error(string id, ExecutionResult result) =>
        Of("error", id, JsonNode.Parse(GraphExecution.Serializer.Serialize(result))!["errors"]!.ToJsonString());

    /// <summary>There will be no more results.</summary>
    public static byte[] Complete(string id) => Of("complete", id, null);

    private static byte[] Of(string type, string id, string? payload) =>
        Encoding.UTF8.GetBytes($"{{\"id\":{JsonSerializer.Serialize(id)},\"type\":\"{type}\"{(payload is null ? "" : ",\"payload\":" + payload)}}}");
}
