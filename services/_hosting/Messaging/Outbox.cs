using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UrbanDataHub.Hosting.Messaging;

/// <summary>Where an event is written, in the transaction of the rows it speaks of (infra/decisions/0006).</summary>
public static class Outbox
{
    /// <summary>The channel that wakes the relay.</summary>
    internal const string Channel = "hub_outbox";

    /// <summary>Adds the event; it is published after the transaction commits, and only then.</summary>
    public static async Task AddAsync<T>(NpgsqlConnection connection, NpgsqlTransaction transaction, T message, CancellationToken cancel)
        where T : class
    {
        await using var command = new NpgsqlCommand(
            $"WITH added AS (INSERT INTO hub.outbox (type, body) VALUES ($1, $2)) SELECT pg_notify('{Channel}', '')", connection, transaction);
        command.Parameters.AddWithValue(typeof(T).FullName!);
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(message), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
