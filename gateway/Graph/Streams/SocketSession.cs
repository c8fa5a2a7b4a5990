using System.Net.WebSockets;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>One WebSocket that speaks graphql-transport-ws, from its first message to its end.</summary>
internal sealed class SocketSession(WebSocket socket, GraphOptions options)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ResultQueue<byte[]> _outgoing = new(options.Waiting);
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _closing;

    /// <summary>Puts a message on its way.</summary>
    public void Send(byte[] message) => _outgoing.Add(message);

    /// <summary>Serves the client until one of both ends it.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<SocketClose> RunAsync(SocketOperations operations, CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        var receiving = ReceiveAsync(operations, abort.Token);
        var sending = SendAsync(abort.Token);
        var close = await await Task.WhenAny(receiving, sending, NoInitAsync(abort.Token), StoppingAsync(stopping, abort.Token));
        _closing = true;
        await operations.StopAsync();
        _outgoing.Complete();
        await CloseAsync(close, receiving, sending);
        await abort.CancelAsync();
        socket.Abort();
        await Task.WhenAll(receiving, sending);
        return close;
    }

    private async Task<SocketClose> ReceiveAsync(SocketOperations operations, CancellationToken abort)
    {
        var reader = new SocketReader(socket);
        try
        {
            while (true)
            {
                var (message, close) = await reader.ReadAsync(abort);
                using (message)
                {
                    if ((close ?? (_closing ? null : Take(message!.RootElement, operations))) is { } end)
                        return end;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client is gone without a word, or we are done with it.
            return SocketClose.Normal;
        }
    }

    /// <summary>Does what a message asks; the reason to close if it breaks the protocol.</summary>
    private SocketClose? Take(JsonElement message, SocketOperations operations)
    {
        switch (Text(message, "type"))
        {
            case "connection_init":
                if (!_acknowledged.TrySetResult())
                    return SocketClose.SecondInit;
                Send(SocketMessage.Ack);
                return null;
            case "ping":
                Send(SocketMessage.Pong);
                return null;
            case "pong":
                return null;
            case "complete" when Text(message, "id") is { Length: > 0 } id:
                operations.Stop(id);
                return null;
            case "subscribe" when Text(message, "id") is { Length: > 0 } id && message.TryGetProperty("payload", out var payload):
                return Start(id, payload, operations);
            default:
                return SocketClose.Invalid("its type, id or payload is none of graphql-transport-ws");
        }
    }

    private static string? Text(JsonElement message, string name)
    {
        try
        {
            return message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text.
            return null;
        }
    }

    private SocketClose? Start(string id, JsonElement payload, SocketOperations operations)
    {
        if (!_acknowledged.Task.IsCompleted)
            return SocketClose.Unauthorized;
        if (operations.Count >= options.Operations)
            return SocketClose.Invalid($"more than {options.Operations} operations at a time");
        try
        {
            return operations.TryStart(id, GraphRequest.OfJson(payload)) ? null : SocketClose.SameId(id);
        }
        catch (ProblemException e)
        {
            return SocketClose.Invalid(e.Message);
        }
    }

    private async Task<SocketClose> SendAsync(CancellationToken abort)
    {
        try
        {
            while (await _outgoing.WaitAsync(abort))
            {
                while (_outgoing.TryTake(out var message))
                    await SendAsync(message, abort);
            }

            return SocketClose.Normal;
        }
        catch (TooSlowException)
        {
            return SocketClose.TooSlow;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            return SocketClose.Normal;
        }
    }

    private async Task SendAsync(byte[] message, CancellationToken abort)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(abort);
        late.CancelAfter(options.SendTimeout);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, late.Token);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            throw new TooSlowException();
        }
    }

    private async Task<SocketClose> NoInitAsync(CancellationToken abort)
    {
        try
        {
            await _acknowledged.Task.WaitAsync(options.InitTimeout, abort);
            await Task.Delay(Timeout.Infinite, abort);
        }
        catch (TimeoutException)
        {
            return SocketClose.NoInit;
        }
        catch (OperationCanceledException)
        {
            // The session ended for another reason.
        }

        return SocketClose.Normal;
    }

    private static async Task<SocketClose> StoppingAsync(CancellationToken stopping, CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, abort);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return SocketClose.GoingAway;
    }

    private async Task DrainAsync(CancellationToken cancel)
    {
        var nowhere = new byte[4096];
        while ((await socket.ReceiveAsync(nowhere.AsMemory(), cancel)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    /// <summary>Says why, after what was on its way, and lets the client answer; but waits for neither long.</summary>
    private async Task CloseAsync(SocketClose close, Task receiving, Task sending)
    {
        using var late = new CancellationTokenSource(Farewell);
        try
        {
            await sending.WaitAsync(late.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, close.Reason, late.Token);
            await receiving.WaitAsync(late.Token);
            // Hanging up before the client has seen the close would take its code away.
            if (socket.State == WebSocketState.CloseSent)
                await DrainAsync(late.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It is gone already, or too slow for a farewell.
        }
    }
}
