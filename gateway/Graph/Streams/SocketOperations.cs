using System.Collections.Concurrent;
using GraphQL;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>The operations that run on one WebSocket, by the ids that the client gave them.</summary>
/// <param name="run">Runs a request.</param>
/// <param name="send">Puts a message on its way.</param>
internal sealed class SocketOperations(Func<GraphRequest, CancellationToken, Task<ExecutionResult>> run, Action<byte[]> send)
{
    private readonly ConcurrentDictionary<string, Operation> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _tasks = new();

    /// <summary>How many run.</summary>
    public int Count => _running.Count;

    /// <summary>Starts one; false if another has this id.</summary>
    public bool TryStart(string id, GraphRequest request)
    {
        var operation = new Operation(id);
        if (!_running.TryAdd(id, operation))
            return false;
        var task = RunAsync(operation, request);
        _tasks[task] = true;
        task.ContinueWith(done => _tasks.TryRemove(done, out _), TaskScheduler.Default);
        return true;
    }

    /// <summary>Ends one, if it runs: nothing more of it is sent.</summary>
    public void Stop(string id)
    {
        if (_running.TryRemove(id, out var operation))
            operation.End.Cancel();
    }

    /// <summary>Ends all, and waits until they have ended.</summary>
    public Task StopAsync()
    {
        foreach (var id in _running.Keys)
            Stop(id);
        return Task.WhenAll(_tasks.Keys);
    }

    private async Task RunAsync(Operation operation, GraphRequest request)
    {
        // What the client does next must not wait for this operation.
        await Task.Yield();
        try
        {
            var result = await run(request, operation.End.Token);
            if (result.Streams is null)
                Send(operation, result);
            else
                await FollowAsync(operation, result.Streams.Values.Single());
        }
        catch (OperationCanceledException) when (operation.End.IsCancellationRequested)
        {
            // The client has had enough of it.
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(operation.Id, operation));
        }
    }

    private void Send(Operation operation, ExecutionResult result)
    {
        if (!result.Executed)
        {
            SendFor(operation, SocketMessage.Error(operation.Id, result));
            return;
        }

        SendFor(operation, SocketMessage.Next(operation.Id, result));
        SendFor(operation, SocketMessage.Complete(operation.Id));
    }

    private async Task FollowAsync(Operation operation, IObservable<ExecutionResult> stream)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = stream.Subscribe(new ResultListener(
            result => SendFor(operation, SocketMessage.Next(operation.Id, result)), _ => ended.TrySetResult()));
        await ended.Task.WaitAsync(operation.End.Token);
        SendFor(operation, SocketMessage.Complete(operation.Id));
    }

    /// <summary>An operation that was stopped says nothing more, and another of its id may run already.</summary>
    private void SendFor(Operation operation, byte[] message)
    {
        if (_running.TryGetValue(operation.Id, out var running) && running == operation)
            send(message);
    }

    private sealed class Operation(string id)
    {
        public string Id { get; } = id;

        // Not disposed of: it has no timer, and who stops the operation may come when it has just ended.
        public CancellationTokenSource End { get; } = new();
    }
}
