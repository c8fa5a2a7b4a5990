namespace UrbanDataHub.Sensors.Storage;

/// <summary>The transactions that write at this moment: what can wait gives way to them.</summary>
internal sealed class Writers
{
    private int _now;

    /// <summary>Whether there are any.</summary>
    public bool AreBusy => Volatile.Read(ref _now) > 0;

    /// <summary>Counts a transaction until it is disposed of.</summary>
    public Turn Begin()
    {
        Interlocked.Increment(ref _now);
        return new Turn(this);
    }

    /// <summary>A transaction that is counted.</summary>
    public readonly struct Turn(Writers writers) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref writers._now);
    }
}
