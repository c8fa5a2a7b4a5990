using GraphQL;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>
/// Answers a request as a stream of server-sent events: the "distinct connections mode" of the GraphQL over SSE protocol.
/// Errors of the document come as a result too, in a stream that was accepted.
/// </summary>
public sealed partial class EventStreams(
    GraphExecution execution, OpenStreams open, GraphOptions options, IHostApplicationLifetime lifetime, ILogger<EventStreams> logger)
{
    /// <summary>The media type of such a stream.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>Answers until the operation ends, the client leaves, is too slow, or the program stops.</summary>
    public async Task AnswerAsync(HttpContext context, GraphRequest request)
    {
        using var place = open.Enter();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = MediaType + "; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache, no-transform";
        // Proxies that collect an answer before they pass it on would keep events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            var result = await execution.RunAsync(request, PublicAddress.Root(context.Request), streams: true, context.RequestServices, end.Token);
            await (result.Streams is null ? WriteOnceAsync(context.Response, result, end.Token) : WriteAllAsync(context.Response, result.Streams.Values.Single(), end.Token));
        }
        catch (TooSlowException e)
        {
            Slow(logger, e.Message);
            context.Abort();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has left, or the program stops: a client comes back by itself.
        }
    }

    private async Task WriteOnceAsync(HttpResponse response, ExecutionResult result, CancellationToken cancel)
    {
        await NextAsync(response, result, cancel);
        await CompleteAsync(response, cancel);
    }

    private async Task WriteAllAsync(HttpResponse response, IObservable<ExecutionResult> stream, CancellationToken cancel)
    {
        var queue = new ResultQueue<ExecutionResult>(options.Waiting);
        using var subscription = stream.Subscribe(new ResultListener(queue.Add, queue.Complete));
        await SendAsync(response, ":\n\n", cancel);
        while (await WaitAsync(response, queue, cancel))
        {
            while (queue.TryTake(out var result))
                await NextAsync(response, result, cancel);
        }

        await CompleteAsync(response, cancel);
    }

    /// <summary>Waits for a result, and gives signs of life, so that neither end takes the other for gone.</summary>
    private async Task<bool> WaitAsync(HttpResponse response, ResultQueue<ExecutionResult> queue, CancellationToken cancel)
    {
        var waiting = queue.WaitAsync(cancel).AsTask();
        while (true)
        {
            // Not WhenAny with a delay, whose timer would outlive each result that comes earlier.
            await ((Task)waiting).WaitAsync(options.KeepAlive, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (waiting.IsCompleted)
                return await waiting;
            await SendAsync(response, ":\n\n", cancel);
        }
    }

    private Task NextAsync(HttpResponse response, ExecutionResult result, CancellationToken cancel) =>
        SendAsync(response, $"event: next\ndata: {GraphExecution.Serializer.Serialize(result)}\n\n", cancel);

    private Task CompleteAsync(HttpResponse response, CancellationToken cancel) => SendAsync(response, "event: complete\ndata:\n\n", cancel);

    private async Task SendAsync(HttpResponse response, string text, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(options.SendTimeout);
        try
        {
            await response.WriteAsync(text, late.Token);
            await response.Body.FlushAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TooSlowException();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An event stream is closed: {Reason}")]
    private static partial void Slow(ILogger logger, string reason);
}
