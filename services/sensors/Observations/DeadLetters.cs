using Npgsql;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>What came by a door that cannot say what was wrong.</summary>
/// <param name="Door">Name of the door: <c>mqtt</c>, <c>http</c>.</param>
/// <param name="Topic">Where it came in.</param>
/// <param name="Payload">What came, shortened.</param>
/// <param name="Reason">What is wrong, and what would be right.</param>
internal sealed record DeadLetter(string Door, string Topic, string Payload, string Reason)
{
    /// <summary>Characters of a payload that are kept.</summary>
    public const int MostPayload = 2000;

    /// <summary>Characters that a text column cannot hold are shown as the sign for what cannot be shown.</summary>
    public static string Readable(string text) => (text.Length > MostPayload ? text[..MostPayload] + "…" : text).Replace('\0', '\uFFFD');
}

/// <summary>Keeps dead letters, where stewards look for them.</summary>
internal static class DeadLetters
{
    // A month is time to look; a device that sends rubbish every second must not fill the disk.
    private static readonly TimeSpan _oldest = TimeSpan.FromDays(30);
    private const long Most = 100_000;

    /// <summary>Forgets those that are older than 30 days and all but the newest 100,000; returns how many.</summary>
    public static async Task<int> ForgetAsync(ServiceDatabase database, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("""
            DELETE FROM hub.dead_letters WHERE received_at < now() - $1
                OR dead_letter_id <= (SELECT dead_letter_id FROM hub.dead_letters ORDER BY dead_letter_id DESC OFFSET $2 LIMIT 1)
            """);
        command.Parameters.AddWithValue(_oldest);
        command.Parameters.AddWithValue(Most);
        command.CommandTimeout = 0;
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Keeps them in the caller's transaction.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancel)
    {
        if (letters.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            "INSERT INTO hub.dead_letters (door, topic, payload, reason) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])", connection, transaction);
        command.Parameters.AddWithValue(letters.Select(l => l.Door).ToArray());
        command.Parameters.AddWithValue(letters.Select(l => DeadLetter.Readable(l.Topic)).ToArray());
        command.Parameters.AddWithValue(letters.Select(l => DeadLetter.Readable(l.Payload)).ToArray());
        command.Parameters.AddWithValue(letters.Select(l => DeadLetter.Readable(l.Reason)).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }
}
