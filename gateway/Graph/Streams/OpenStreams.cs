using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>How many streams are open, WebSockets and event streams together.</summary>
public sealed class OpenStreams(GraphOptions options)
{
    private int _open;

    /// <summary>Counts one; disposing of it counts it off.</summary>
    /// <exception cref="ProblemException">503: there are as many as may be.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _open) <= options.Streams)
            return new Place(this);
        Interlocked.Decrement(ref _open);
        throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Too many streams", $"{options.Streams} streams are open, which is the limit; come back later.");
    }

    private sealed class Place(OpenStreams streams) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref streams._open);
    }
}
