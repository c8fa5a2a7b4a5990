using Npgsql;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>Events put into a service's outbox as its own code does, each marked with a number.</summary>
internal sealed class TestEvents(string database)
{
    /// <summary>Adds the numbers in one transaction, and commits or rolls back.</summary>
    public async Task AddAsync(IEnumerable<long> numbers, bool commit = true)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var number in numbers)
            await Outbox.AddAsync(connection, transaction, Of(number), CancellationToken.None);
        if (commit)
            await transaction.CommitAsync();
        else
            await transaction.RollbackAsync();
    }

    /// <summary>Runs a statement on the service's database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Message ids in the outbox, by number.</summary>
    public async Task<Dictionary<long, Guid>> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT (body->>'FirstChange')::bigint, message_id FROM hub.outbox", connection);
        await using var row = await command.ExecuteReaderAsync();
        var waiting = new Dictionary<long, Guid>();
        while (await row.ReadAsync())
            waiting.Add(row.GetInt64(0), row.GetGuid(1));
        return waiting;
    }

    /// <summary>Waits until the relay has published and deleted everything.</summary>
    public Task WaitEmptyAsync() => Eventually.TrueAsync(async () => (await WaitingAsync()).Count == 0, "the outbox is empty", TimeSpan.FromSeconds(60));

    public static FeaturesChanged Of(long number) =>
        new("leipzig", "playgrounds", 1, 2, 3, number, number + 1, [12.3, 51.3, 12.4, 51.4], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
}
