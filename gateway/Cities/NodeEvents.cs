using System.Collections.Concurrent;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Hands the events of this node to whoever listens in this process. Nothing is kept: who comes later hears what comes later.</summary>
public sealed class NodeEvents
{
    private readonly ConcurrentDictionary<object, Action<object>> _listeners = new();

    /// <summary>Hands an event to all that want it.</summary>
    public void Tell(object happened)
    {
        foreach (var listener in _listeners.Values)
            listener(happened);
    }

    /// <summary>The events of a type that are wanted, from the moment of subscribing.</summary>
    public IObservable<T> Of<T>(Func<T, bool> wanted) => new Stream<T>(this, wanted);

    private sealed class Stream<T>(NodeEvents events, Func<T, bool> wanted) : IObservable<T>
    {
        public IDisposable Subscribe(IObserver<T> observer)
        {
            var listening = new Listening(events);
            events._listeners[listening] = happened =>
            {
                if (happened is T it && wanted(it))
                    observer.OnNext(it);
            };
            return listening;
        }
    }

    private sealed class Listening(NodeEvents events) : IDisposable
    {
        public void Dispose() => events._listeners.TryRemove(this, out _);
    }
}
