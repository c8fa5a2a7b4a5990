using Microsoft.Extensions.Hosting;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>
/// Makes the ids of entities end in the number of the node, if it has one: each sequence steps by 1000, so that an id says
/// at every gateway whose it is (infra/decisions/0012). Runs before anything is imported, and changes nothing the second time.
/// </summary>
internal sealed class EntityNumbers(ServiceDatabase database, HubSettings settings) : IHostedService
{
    private const int Step = NodeFile.LargestNumber + 1;

    // Any number, as long as every replica takes the same one.
    private const long Lock = 0x5544_4802;

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">There are entities with ids of another number.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Node.Number is not { } number)
            return;
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ScalarAsync<object>(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        foreach (var type in EntityModel.All)
            await NumberAsync(connection, type, number, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task NumberAsync(NpgsqlConnection connection, EntityType type, int number, CancellationToken cancel)
    {
        var sequence = await ScalarAsync<string>(connection, $"SELECT pg_get_serial_sequence('{type.Table}', '{type.Id}')", cancel);
        var last = await ScalarAsync<long>(connection, $"SELECT CASE WHEN is_called OR last_value > 1 THEN last_value ELSE 0 END FROM {sequence}", cancel);
        var step = await ScalarAsync<long>(connection, $"SELECT seqincrement FROM pg_sequence WHERE seqrelid = '{sequence}'::regclass", cancel);
        if (step == Step && last % Step == number)
            return;
        if (await ScalarAsync<long?>(connection, $"SELECT {type.Id} FROM {type.Table} WHERE {type.Id} % {Step} <> {number} LIMIT 1", cancel) is { } other)
            throw Filled(type, other, number);
        await ScalarAsync<object>(connection, $"ALTER SEQUENCE {sequence} INCREMENT BY {Step} RESTART WITH {Next(last, number)}", cancel);
    }

    /// <summary>The first id behind <paramref name="last"/> that ends in the number: no id is given twice, not even one of an entity that is gone.</summary>
    private static long Next(long last, int number)
    {
        var next = last - (last % Step) + number;
        return next > last ? next : next + Step;
    }

    private ConfigurationException Filled(EntityType type, long id, int number) => new(
        $"The node has the number {number}, but its database {database.Name} was filled without it or with another one: there is {type.Set}({id}), and {id} does not end in {number:000}. " +
        $"Give the node its former number back, or none; or drop the database and have its sources imported again, which loses what clients have written.");

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancel) is T value ? value : default;
    }
}
