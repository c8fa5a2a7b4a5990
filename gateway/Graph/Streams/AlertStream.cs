using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>The alerts of two kinds of events, in their order: those that are raised, and those that are over.</summary>
internal sealed class AlertStream(NodeEvents events, Func<Alert, bool> wanted) : IObservable<Alert>
{
    public IDisposable Subscribe(IObserver<Alert> observer) => events.Of<object>(e => AlertOf(e) is { } alert && wanted(alert)).Subscribe(new Listener(observer));

    private static Alert? AlertOf(object happened) => happened switch
    {
        AlertRaised raised => raised.Alert,
        AlertCleared cleared => cleared.Alert,
        _ => null,
    };

    private sealed class Listener(IObserver<Alert> observer) : IObserver<object>
    {
        public void OnNext(object value) => observer.OnNext(AlertOf(value)!);

        public void OnError(Exception error) => observer.OnError(error);

        public void OnCompleted() => observer.OnCompleted();
    }
}
