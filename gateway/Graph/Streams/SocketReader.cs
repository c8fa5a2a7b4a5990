using System.Net.WebSockets;
using System.Text.Json;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>Reads the messages of a WebSocket, one at a time, each of limited length.</summary>
internal sealed class SocketReader(WebSocket socket)
{
    private readonly byte[] _buffer = new byte[GraphBody.MaximumLength + 1];

    /// <summary>The next message; or why there is none.</summary>
    public async Task<(JsonDocument? Message, SocketClose? Close)> ReadAsync(CancellationToken cancel)
    {
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancel);
            if (part.MessageType == WebSocketMessageType.Close)
                return (null, SocketClose.Normal);
            length += part.Count;
            if (length > GraphBody.MaximumLength)
                return (null, SocketClose.TooLong);
        }
        while (!part.EndOfMessage);

        return part.MessageType == WebSocketMessageType.Text ? Parse(length) : (null, SocketClose.Invalid("not text"));
    }

    private (JsonDocument? Message, SocketClose? Close) Parse(int length)
    {
        try
        {
            // The document would look into the buffer, which the next message needs.
            var message = JsonDocument.Parse(_buffer.AsSpan(0, length).ToArray());
            if (message.RootElement.ValueKind == JsonValueKind.Object)
                return (message, null);
            message.Dispose();
            return (null, SocketClose.Invalid("no JSON object"));
        }
        catch (JsonException)
        {
            return (null, SocketClose.Invalid("no JSON"));
        }
    }
}
