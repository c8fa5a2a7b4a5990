using System.Net.WebSockets;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>Accepts WebSockets for graphql-transport-ws.</summary>
public sealed partial class SocketEndpoint(
    GraphExecution execution, OpenStreams open, GraphOptions options, IHostApplicationLifetime lifetime, ILogger<SocketEndpoint> logger)
{
    private const string Protocol = "graphql-transport-ws";

    /// <summary>Serves a client until one of both ends it.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        using var place = open.Enter();
        var known = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(known ? Protocol : null);
        if (!known)
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)SocketClose.NoProtocol.Code, SocketClose.NoProtocol.Reason, context.RequestAborted);
            return;
        }

        var root = PublicAddress.Root(context.Request);
        var session = new SocketSession(socket, options);
        var operations = new SocketOperations(
            (request, cancel) => execution.RunAsync(request, root, streams: true, context.RequestServices, cancel), session.Send);
        var close = await session.RunAsync(operations, lifetime.ApplicationStopping);
        if (close == SocketClose.TooSlow)
            Slow(logger, close.Reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A WebSocket is closed: {Reason}")]
    private static partial void Slow(ILogger logger, string reason);
}
