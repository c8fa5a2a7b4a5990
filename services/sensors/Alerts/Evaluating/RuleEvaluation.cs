using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Evaluating;

/// <summary>That an alert begins or ends.</summary>
/// <param name="Subject">The datastream it is about; 0 of a rule with several conditions.</param>
/// <param name="Datastreams">The datastreams whose conditions hold; empty at the end.</param>
internal sealed record AlertChange(AlertRule Rule, long Subject, bool Raised, Turn Turn, IReadOnlyList<long> Datastreams);

/// <summary>One rule over some readings: what it knew, what it knows then, and which alerts begin and end.</summary>
internal sealed class RuleEvaluation(AlertRule rule)
{
    private readonly Dictionary<(int Condition, long Datastream), Tracker> _trackers = [];
    private readonly HashSet<(int Condition, long Datastream)> _holding = [];
    private readonly HashSet<long> _active = [];

    /// <summary>The rule.</summary>
    public AlertRule Rule => rule;

    /// <summary>What begins and ends, in order.</summary>
    public List<AlertChange> Changes { get; } = [];

    /// <summary>Trackers that have taken something, by condition.</summary>
    public HashSet<(int Condition, Tracker Tracker)> Touched { get; } = [];

    /// <summary>Begins with what was found before.</summary>
    public void Restore(int condition, long datastream, DateTime evaluatedTo, DateTime? since, bool holds)
    {
        if (condition >= rule.Conditions.Count)
            return;
        _trackers[(condition, datastream)] = new Tracker(rule.Conditions[condition], datastream) { EvaluatedTo = evaluatedTo, Since = since, Holds = holds };
        if (holds)
            _holding.Add((condition, datastream));
    }

    /// <summary>Begins with an alert that is active.</summary>
    public void Activate(long subject) => _active.Add(subject);

    /// <summary>The newest time a condition has looked at in a datastream; null if it has not.</summary>
    public DateTime? EvaluatedTo(int condition, long datastream) => _trackers.GetValueOrDefault((condition, datastream))?.EvaluatedTo;

    /// <summary>Takes a reading; those of all conditions come in order of time.</summary>
    public void Take(int condition, Reading reading, IReadOnlyList<Reading> series)
    {
        var tracker = Of(condition, reading.Datastream);
        var before = tracker.EvaluatedTo;
        foreach (var turn in tracker.Take(reading, series))
            Note(condition, tracker, turn);
        if (tracker.EvaluatedTo != before)
            Touched.Add((condition, tracker));
    }

    /// <summary>Looks whether nothing has come for too long.</summary>
    /// <param name="last">Time of the last reading, where the condition has seen none.</param>
    public void Look(int condition, long datastream, DateTime last, DateTime now)
    {
        var tracker = Of(condition, datastream);
        tracker.EvaluatedTo ??= last;
        foreach (var turn in tracker.Look(now))
        {
            Note(condition, tracker, turn);
            Touched.Add((condition, tracker));
        }
    }

    // A rule that was changed knows nothing but which alerts are active.
    private Tracker Of(int condition, long datastream)
    {
        if (_trackers.TryGetValue((condition, datastream), out var known))
            return known;
        var holds = !rule.IsTogether && _active.Contains(datastream);
        return _trackers[(condition, datastream)] = new Tracker(rule.Conditions[condition], datastream) { Holds = holds };
    }

    private void Note(int condition, Tracker tracker, Turn turn)
    {
        var key = (condition, tracker.Datastream);
        _ = turn.Holds ? _holding.Add(key) : _holding.Remove(key);
        var subject = rule.IsTogether ? 0 : tracker.Datastream;
        var holds = rule.IsTogether ? Together() : turn.Holds;
        if (holds == _active.Contains(subject))
            return;
        _ = holds ? _active.Add(subject) : _active.Remove(subject);
        IReadOnlyList<long> datastreams = !holds ? [] : rule.IsTogether ? [.. _holding.Select(h => h.Datastream).Distinct().Order()] : [tracker.Datastream];
        Changes.Add(new AlertChange(rule, subject, holds, turn, datastreams));
    }

    private bool Together()
    {
        var holding = Enumerable.Range(0, rule.Conditions.Count).Select(c => _holding.Any(h => h.Condition == c));
        return rule.All ? holding.All(h => h) : holding.Any(h => h);
    }
}
