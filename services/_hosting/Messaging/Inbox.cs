using Npgsql;

namespace UrbanDataHub.Hosting.Messaging;

/// <summary>Makes the effect of a message happen once, though it may be delivered twice.</summary>
public static class Inbox
{
    /// <summary>
    /// Notes the message in the transaction of its effect. False when it was noted before: then the effect is already there.
    /// </summary>
    public static async Task<bool> TryAcceptAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid messageId, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("INSERT INTO hub.inbox (message_id) VALUES ($1) ON CONFLICT DO NOTHING", connection, transaction);
        command.Parameters.AddWithValue(messageId);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }
}
