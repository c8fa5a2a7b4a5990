using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>How far a stream is.</summary>
/// <param name="Reached">The highest time of a walk that came to its end; null before the first did.</param>
/// <param name="WalkBegan">When the walk began that is under way.</param>
/// <param name="WalkReached">The highest time of the walk so far.</param>
/// <param name="Next">Where the walk goes on; null when none is under way.</param>
internal sealed record PullPosition(string Stream, DateTimeOffset? Reached, DateTimeOffset? WalkBegan, DateTimeOffset? WalkReached, Uri? Next)
{
    /// <summary>Where the next walk begins; null for the begin of all times.</summary>
    public DateTimeOffset? From(TimeSpan overlap) => Reached is { } time && time - DateTimeOffset.MinValue > overlap ? time - overlap : null;

    /// <summary>After a page. A walk that ends moves what was reached, but never past its own begin: a reading dated ahead must not hide what comes before it.</summary>
    public PullPosition Behind(PullPage page)
    {
        var seen = WalkReached is null || page.Latest > WalkReached ? page.Latest : WalkReached;
        if (page.Next is not null)
            return this with { WalkReached = seen, Next = page.Next };
        var reached = seen < WalkBegan ? seen : seen is null ? null : WalkBegan;
        return new PullPosition(Stream, Reached is null || reached > Reached ? reached : Reached, null, null, null);
    }
}

/// <summary>Positions in the database.</summary>
internal static class PullPositions
{
    /// <summary>Those of a source, as long as its file is the same.</summary>
    public static async Task<Dictionary<string, PullPosition>> ReadAsync(ServiceDatabase database, SourceFile source, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            "SELECT stream, reached, walk_began, walk_reached, next FROM hub.pull_positions WHERE city = $1 AND source = $2 AND fingerprint = $3");
        foreach (var text in new[] { source.City, source.Name, source.Fingerprint })
            command.Parameters.AddWithValue(text);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var positions = new Dictionary<string, PullPosition>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancel))
        {
            DateTimeOffset? Time(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
            positions.Add(row.GetString(0), new PullPosition(row.GetString(0), Time(1), Time(2), Time(3), row.IsDBNull(4) ? null : new Uri(row.GetString(4))));
        }

        return positions;
    }

    /// <summary>Writes positions in the transaction of the rows that lie behind them.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, SourceFile source, IReadOnlyCollection<PullPosition> positions, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.pull_positions (city, source, stream, fingerprint, reached, walk_began, walk_reached, next)
            SELECT $1, $2, p.stream, $3, p.reached, p.walk_began, p.walk_reached, p.next
            FROM unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::text[]) AS p (stream, reached, walk_began, walk_reached, next)
            ON CONFLICT (city, source, stream) DO UPDATE SET fingerprint = excluded.fingerprint, reached = excluded.reached,
                walk_began = excluded.walk_began, walk_reached = excluded.walk_reached, next = excluded.next
            """, connection, transaction);
        foreach (var text in new[] { source.City, source.Name, source.Fingerprint })
            command.Parameters.AddWithValue(text);
        command.Parameters.AddWithValue(positions.Select(p => p.Stream).ToArray());
        foreach (var times in new Func<PullPosition, DateTimeOffset?>[] { p => p.Reached, p => p.WalkBegan, p => p.WalkReached })
            command.Parameters.Add(new NpgsqlParameter { Value = positions.Select(p => times(p)?.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = positions.Select(p => p.Next?.AbsoluteUri).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
