using Npgsql;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>What the broker of MQTT is to be told of, written in the transaction of the change.</summary>
internal static class Announcements
{
    /// <summary>The channel that wakes whoever tells it.</summary>
    public const string Channel = "hub_announcements";

    /// <summary>Adds entities of one set.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string set, IEnumerable<long> ids, CancellationToken cancel)
    {
        var all = ids.ToArray();
        if (all.Length == 0)
            return;
        await using var command = new NpgsqlCommand($"WITH added AS (INSERT INTO hub.announcements (entity_set, ids) VALUES ($1, $2)) SELECT pg_notify('{Channel}', '')", connection, transaction);
        command.Parameters.AddWithValue(set);
        command.Parameters.AddWithValue(all);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
