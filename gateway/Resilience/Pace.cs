namespace UrbanDataHub.Gateway.Resilience;

/// <summary>How fast one base address answers, and how many questions it may be asked twice.</summary>
public sealed class Pace
{
    /// <summary>Fewer answers say nothing about the slowest twentieth.</summary>
    private const int FewestAnswers = 20;

    /// <summary>The percentile is worked out again after this many answers.</summary>
    private const int Renewal = 16;

    /// <summary>Second questions that may be saved up, so that a quiet hour does not end in a burst.</summary>
    private const double MostSaved = 10;

    private readonly TimeSpan[] _latest = new TimeSpan[128];
    private readonly Lock _lock = new();
    private long _answers;
    private TimeSpan? _p95;
    private double _saved;
    private DateTime _saturatedUntil;

    /// <summary>What 95 of 100 recent answers needed at most; null while too few are known.</summary>
    public TimeSpan? P95
    {
        get
        {
            lock (_lock)
                return _p95;
        }
    }

    /// <summary>Notes a question, which earns a share of a second one.</summary>
    public void Asked(double share)
    {
        lock (_lock)
            _saved = Math.Min(MostSaved, _saved + share);
    }

    /// <summary>Notes how long an answer took.</summary>
    public void Answered(TimeSpan elapsed)
    {
        lock (_lock)
        {
            _latest[_answers++ % _latest.Length] = elapsed;
            if (_answers >= FewestAnswers && (_p95 is null || _answers % Renewal == 0))
                _p95 = WorkOut();
        }
    }

    /// <summary>Notes that the place says it has too much to do (429, 503): it is asked nothing twice for a while.</summary>
    public void Saturated(TimeSpan pause)
    {
        lock (_lock)
            _saturatedUntil = DateTime.UtcNow + pause;
    }

    /// <summary>Takes one second question; false when there is none to be had.</summary>
    public bool TryTakeSecond()
    {
        lock (_lock)
        {
            if (_saved < 1 || DateTime.UtcNow < _saturatedUntil)
                return false;
            _saved--;
            return true;
        }
    }

    private TimeSpan WorkOut()
    {
        var known = _latest.AsSpan(0, (int)Math.Min(_answers, _latest.Length)).ToArray();
        Array.Sort(known);
        return known[(int)(0.95 * (known.Length - 1))];
    }
}
