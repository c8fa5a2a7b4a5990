using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Evaluating;

/// <summary>What rules have found so far, in the caller's transaction.</summary>
internal sealed class AlertMemory(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
{
    /// <summary>What a rule has found in these datastreams; one that looks at several together knows all of them.</summary>
    public async Task<RuleEvaluation> RecallAsync(AlertRule rule, long[] datastreams)
    {
        var evaluation = new RuleEvaluation(rule);
        await using (var command = new NpgsqlCommand("SELECT subject FROM hub.alerts WHERE city = $1 AND rule = $2 AND cleared_at IS NULL", connection, transaction))
        {
            command.Parameters.AddWithValue(rule.City);
            command.Parameters.AddWithValue(rule.Name);
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
                evaluation.Activate(row.GetInt64(0));
        }

        await using (var command = new NpgsqlCommand("""
            SELECT condition, datastream_id, evaluated_to, since, holds FROM hub.alert_states
            WHERE city = $1 AND rule = $2 AND definition = $3 AND ($4 OR datastream_id = ANY ($5))
            """, connection, transaction))
        {
            command.Parameters.AddWithValue(rule.City);
            command.Parameters.AddWithValue(rule.Name);
            command.Parameters.AddWithValue(rule.Definition);
            command.Parameters.AddWithValue(rule.IsTogether);
            command.Parameters.AddWithValue(datastreams);
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
                evaluation.Restore(row.GetInt32(0), row.GetInt64(1), row.GetDateTime(2), row.IsDBNull(3) ? null : row.GetDateTime(3), row.GetBoolean(4));
        }

        return evaluation;
    }

    /// <summary>Keeps what is different then.</summary>
    public async Task KeepAsync(RuleEvaluation evaluation)
    {
        var touched = evaluation.Touched.ToList();
        if (touched.Count == 0)
            return;
        // A datastream may have been deleted meanwhile.
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.alert_states AS s (city, rule, condition, datastream_id, definition, evaluated_to, since, holds)
            SELECT $1, $2, t.condition, t.datastream_id, $3, t.evaluated_to, t.since, t.holds
            FROM unnest($4::integer[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::boolean[]) AS t (condition, datastream_id, evaluated_to, since, holds)
            JOIN hub.datastreams d USING (datastream_id)
            ON CONFLICT (city, rule, condition, datastream_id) DO UPDATE SET
                definition = excluded.definition, evaluated_to = excluded.evaluated_to, since = excluded.since, holds = excluded.holds
            """, connection, transaction);
        command.Parameters.AddWithValue(evaluation.Rule.City);
        command.Parameters.AddWithValue(evaluation.Rule.Name);
        command.Parameters.AddWithValue(evaluation.Rule.Definition);
        command.Parameters.AddWithValue(touched.Select(t => t.Condition).ToArray());
        command.Parameters.AddWithValue(touched.Select(t => t.Tracker.Datastream).ToArray());
        command.Parameters.AddWithValue(touched.Select(t => t.Tracker.EvaluatedTo!.Value).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = touched.Select(t => t.Tracker.Since).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.AddWithValue(touched.Select(t => t.Tracker.Holds).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }
}
