using System.Threading.Channels;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>
/// The events of observations with what they tell of, in their order, read one after the other while somebody listens. An
/// observation is told once, and again when something of it has changed.
/// </summary>
/// <param name="read">Reads the observations of an event.</param>
/// <param name="waiting">Of so many events that wait, the next is told without its observations: who reads each would never catch up.</param>
internal sealed class RecordedStream(
    NodeEvents events, RecordedFilter wanted, Func<ObservationsRecorded, CancellationToken, Task<Recorded>> read, int waiting) : IObservable<Recorded>
{
    public IDisposable Subscribe(IObserver<Recorded> observer)
    {
        var listening = new Listening(observer, wanted, read, waiting);
        listening.Begin(events.Of<ObservationsRecorded>(wanted.MayTake));
        return listening;
    }

    private sealed class Listening(
        IObserver<Recorded> observer, RecordedFilter wanted, Func<ObservationsRecorded, CancellationToken, Task<Recorded>> read, int waiting) : IObserver<ObservationsRecorded>, IDisposable
    {
        // Not disposed of: it has no timer, and what is being read ends by it.
        private readonly CancellationTokenSource _end = new();
        private readonly ToldObservations _told = new();
        // One for a single reader would not tell how many wait.
        private readonly Channel<ObservationsRecorded> _queue = Channel.CreateUnbounded<ObservationsRecorded>();
        private IDisposable? _events;

        public void Begin(IObservable<ObservationsRecorded> happening)
        {
            _events = happening.Subscribe(this);
            _ = TellAsync();
        }

        public void OnNext(ObservationsRecorded value) => _queue.Writer.TryWrite(value);

        public void OnError(Exception error) => _queue.Writer.TryComplete(error);

        public void OnCompleted() => _queue.Writer.TryComplete();

        public void Dispose()
        {
            _events?.Dispose();
            _end.Cancel();
        }

        private async Task TellAsync()
        {
            try
            {
                await foreach (var happened in _queue.Reader.ReadAllAsync(_end.Token))
                    Tell(await ReadAsync(happened));
                observer.OnCompleted();
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // Nobody listens any more.
            }
            catch (Exception e)
            {
                observer.OnError(e);
            }
        }

        private Task<Recorded> ReadAsync(ObservationsRecorded happened) => _queue.Reader.Count < waiting
            ? read(happened, _end.Token)
            : Task.FromResult(Recorded.Without(
                happened, wanted, CityStates.Late, $"{_queue.Reader.Count} events wait, so this one was not read; the query has the observations of these times"));

        private void Tell(Recorded recorded)
        {
            var untold = _told.Without(recorded);
            if (untold.Missing is not null || untold.Observations.Count > 0)
                observer.OnNext(untold);
        }
    }
}
