using Npgsql;
using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Evaluating;

/// <summary>Observations as they are loaded for rules.</summary>
/// <param name="Suspect">Quality doubts the value.</param>
internal readonly record struct Observed(string City, WatchedDatastream Datastream, Reading Reading, bool Suspect);

/// <summary>Evaluates the rules over observations, in the caller's transaction.</summary>
internal sealed class AlertBatch(NpgsqlConnection connection, NpgsqlTransaction transaction, AlertRules rules, CancellationToken cancel)
{
    // A wrong clock would put everything after it into the past; of readings that contradict each other the first counts.
    private const string Usable = "o.source = 0 AND o.result IS NOT NULL AND NOT coalesce(o.details #> '{resultQuality,checks}' ? 'clock', false)";
    private const string IsSuspect = "coalesce(o.details #>> '{resultQuality,flag}' = 'suspect', false)";

    private readonly AlertMemory _memory = new(connection, transaction, cancel);

    /// <summary>Evaluates what lies at these datastreams and times.</summary>
    /// <param name="madeAt">When they came.</param>
    public async Task<List<AlertChange>> EvaluateAsync(long[] datastreams, DateTime[] times, DateTime madeAt)
    {
        var observed = await LoadAsync(datastreams, times);
        var changes = new List<AlertChange>();
        foreach (var rule in rules.All)
        {
            var taken = (
                from o in observed
                where o.City == rule.City && (rule.Suspect || !o.Suspect) && o.Reading.Time > madeAt - rule.Oldest
                from condition in Enumerable.Range(0, rule.Conditions.Count)
                where rule.Conditions[condition].Datastreams.Covers(o.Datastream)
                orderby o.Reading.Time, o.Reading.Datastream, condition
                select (Condition: condition, o.Reading)).ToList();
            if (taken.Count > 0)
                changes.AddRange(await EvaluateAsync(rule, taken));
        }

        return changes;
    }

    /// <summary>Looks for datastreams of which nothing has come for too long.</summary>
    public async Task<List<AlertChange>> LookAsync(AlertRule rule, IReadOnlyList<(int Condition, long Datastream, DateTime Last)> silent, DateTime now)
    {
        var evaluation = await _memory.RecallAsync(rule, [.. silent.Select(s => s.Datastream)]);
        foreach (var (condition, datastream, last) in silent.OrderBy(s => s.Last))
            evaluation.Look(condition, datastream, last, now);
        await _memory.KeepAsync(evaluation);
        return evaluation.Changes;
    }

    private async Task<List<AlertChange>> EvaluateAsync(AlertRule rule, List<(int Condition, Reading Reading)> taken)
    {
        var evaluation = await _memory.RecallAsync(rule, [.. taken.Select(t => t.Reading.Datastream).Distinct()]);
        var series = new Dictionary<(int, long), List<Reading>>();
        foreach (var condition in taken.GroupBy(t => t.Condition).Where(g => rule.Conditions[g.Key] is Trend))
            await LoadSeriesAsync(evaluation, condition.Key, (Trend)rule.Conditions[condition.Key], condition.Select(t => t.Reading), series);
        foreach (var (condition, reading) in taken)
            evaluation.Take(condition, reading, series.GetValueOrDefault((condition, reading.Datastream)) ?? []);
        await _memory.KeepAsync(evaluation);
        return evaluation.Changes;
    }

    private async Task<List<Observed>> LoadAsync(long[] datastreams, DateTime[] times)
    {
        await using var command = new NpgsqlCommand($$"""
            SELECT d.city, d.station, d.key, d.property, o.datastream_id, o.phenomenon_time, o.result, {{IsSuspect}}
            FROM (SELECT DISTINCT datastream_id, phenomenon_time FROM unnest($1::bigint[], $2::timestamptz[]) AS g (datastream_id, phenomenon_time)) g
            JOIN hub.observations o ON o.datastream_id = g.datastream_id AND o.phenomenon_time = g.phenomenon_time
            JOIN hub.datastreams d ON d.datastream_id = g.datastream_id
            WHERE {{Usable}}
            """, connection, transaction);
        command.Parameters.AddWithValue(datastreams);
        command.Parameters.AddWithValue(times);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var observed = new List<Observed>();
        while (await row.ReadAsync(cancel))
        {
            var datastream = new WatchedDatastream(row.GetInt64(4), row.GetString(1), row.GetString(2), row.GetString(3));
            observed.Add(new Observed(row.GetString(0), datastream, new Reading(datastream.Id, row.GetDateTime(5), row.GetDouble(6)), row.GetBoolean(7)));
        }

        return observed;
    }

    private async Task LoadSeriesAsync(RuleEvaluation evaluation, int condition, Trend trend, IEnumerable<Reading> readings, Dictionary<(int, long), List<Reading>> series)
    {
        var stretches = readings.GroupBy(r => r.Datastream)
            .Select(g => (Datastream: g.Key, New: g.Where(r => !(evaluation.EvaluatedTo(condition, g.Key) >= r.Time)).Select(r => r.Time).ToList()))
            .Where(s => s.New.Count > 0).ToList();
        await using var command = new NpgsqlCommand($$"""
            SELECT o.datastream_id, o.phenomenon_time, o.result
            FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS g (datastream_id, first_time, last_time)
            JOIN hub.observations o ON o.datastream_id = g.datastream_id AND o.phenomenon_time > g.first_time AND o.phenomenon_time <= g.last_time
            WHERE {{Usable}} AND ($4 OR NOT {{IsSuspect}})
            ORDER BY o.datastream_id, o.phenomenon_time
            """, connection, transaction);
        command.Parameters.AddWithValue(stretches.Select(s => s.Datastream).ToArray());
        command.Parameters.AddWithValue(stretches.Select(s => s.New.Min() - trend.Window).ToArray());
        command.Parameters.AddWithValue(stretches.Select(s => s.New.Max()).ToArray());
        command.Parameters.AddWithValue(evaluation.Rule.Suspect);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var reading = new Reading(row.GetInt64(0), row.GetDateTime(1), row.GetDouble(2));
            if (!series.TryGetValue((condition, reading.Datastream), out var own))
                series[(condition, reading.Datastream)] = own = [];
            own.Add(reading);
        }
    }
}
