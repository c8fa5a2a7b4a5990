using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Begins and completes sessions.</summary>
internal sealed class Sessions(ServiceDatabase database, Partitions partitions, Followers followers, Writers writers)
{
    private const int MostTries = 10;
    private const long Lock = 0x5544_4812;

    /// <summary>Does something in one transaction, with what follows from it; again, if others were in the way.</summary>
    /// <param name="act">May run several times; what an earlier run did is undone.</param>
    public async Task<T> DoAsync<T>(Func<WriteSession, Task<T>> act, CancellationToken cancel)
    {
        using var turn = writers.Begin();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(cancel);
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                var session = new WriteSession(connection, transaction, partitions, cancel);
                // Those who had to give way go one after the other, lest they meet again.
                if (tries > 1)
                    await session.ReadAsync("SELECT pg_advisory_xact_lock($1)", row => 0, Lock);
                var result = await act(session);
                await followers.FollowAsync(session);
                await transaction.CommitAsync(cancel);
                return result;
            }
            catch (PostgresException e) when (tries < MostTries && (IsInTheWay(e) || partitions.IsMissing(e)))
            {
                // One of two requests had to give way, or a partition was dropped meanwhile.
            }
        }
    }

    /// <summary>Two wanted the same rows in another order, or one moved the row that the other wanted into another partition.</summary>
    private static bool IsInTheWay(PostgresException fault) => fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
