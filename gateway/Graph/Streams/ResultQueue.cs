using System.Threading.Channels;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>What is on its way to a client, in order. There is room for so much and no more: a client that is slower than what it listens to is let go, and costs no memory.</summary>
public sealed class ResultQueue<T>(int waiting)
{
    private readonly Channel<T> _channel = Channel.CreateBounded<T>(new BoundedChannelOptions(waiting) { SingleReader = true });

    /// <summary>Adds what happened by itself and cannot wait; the queue ends with <see cref="TooSlowException"/> where there is no room.</summary>
    public void Add(T item)
    {
        if (!_channel.Writer.TryWrite(item))
            _channel.Writer.TryComplete(new TooSlowException());
    }

    /// <summary>Ends the queue: what is in it is still read.</summary>
    public void Complete(Exception? fault = null) => _channel.Writer.TryComplete(fault);

    /// <summary>Whether there is something to read; false at the end.</summary>
    /// <exception cref="TooSlowException">The client was too slow.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => _channel.Reader.WaitToReadAsync(cancel);

    /// <summary>Takes what is next.</summary>
    public bool TryTake(out T item) => _channel.Reader.TryRead(out item!);
}

/// <summary>The client does not take what it asked for.</summary>
public sealed class TooSlowException() : Exception("The client takes its results more slowly than they come.");
