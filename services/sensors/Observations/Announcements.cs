using Npgsql;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>What the broker of MQTT is to be told of, written in the transaction of the change.</summary>
internal static class Announcements
{
    /// <summary>The channel that wakes whoever tells it.</summary>
    public const string Channel = "hub_announcements";

    /// <summary>Adds entities of one set.</summary>
    /// <param name="times">The first and the last phenomenon time of observations, between which they are looked for; null for others.</param>
    public static async Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string set, IEnumerable<long> ids, CancellationToken cancel, (DateTime From, DateTime To)? times = null)
    {
        var all = ids.ToArray();
        if (all.Length == 0)
            return;
        await using var command = new NpgsqlCommand($"WITH added AS (INSERT INTO hub.announcements (entity_set, ids, from_time, to_time) VALUES ($1, $2, $3, $4)) SELECT pg_notify('{Channel}', '')", connection, transaction);
        command.Parameters.AddWithValue(set);
        command.Parameters.AddWithValue(all);
        command.Parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = times?.From, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = times?.To, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
