namespace UrbanDataHub.Gateway.Resilience;

/// <summary>
/// How many of a place's recent answers were usable. Says when too many were not; after the place was left alone for a
/// while, a single unusable answer is too many until a usable one has come (the circuit is half open).
/// </summary>
/// <param name="window">How long an answer counts, at most.</param>
/// <param name="fewest">Unusable answers that it takes.</param>
/// <param name="share">Share of all answers that they must be.</param>
public sealed class AnswerCount(TimeSpan window, int fewest, double share)
{
    private readonly Lock _lock = new();
    private DateTime _since;
    private int _usable;
    private int _unusable;
    private bool _onTrial;

    /// <summary>Notes an answer; a sentence when that was one unusable answer too many, else null.</summary>
    public string? Note(bool usable)
    {
        lock (_lock)
        {
            if (DateTime.UtcNow - _since > window)
                (_since, _usable, _unusable) = (DateTime.UtcNow, 0, 0);
            _ = usable ? _usable++ : _unusable++;
            if (usable)
                _onTrial = false;
            var all = _usable + _unusable;
            var isOpen = !usable && (_onTrial || (_unusable >= fewest && _unusable >= share * all));
            return isOpen ? $"{_unusable} of {all} recent answers were unusable" : null;
        }
    }

    /// <summary>Begins anew, on trial.</summary>
    public void Try()
    {
        lock (_lock)
            (_since, _usable, _unusable, _onTrial) = (DateTime.UtcNow, 0, 0, true);
    }
}
