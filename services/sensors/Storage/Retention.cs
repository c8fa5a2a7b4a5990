using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas.Events;
using UrbanDataHub.Sensors.Observations;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>
/// Drops the partitions of observations that are older than the rule says. Rollups stay: what a year was like is known
/// longer than its single readings. An interrupted run is carried on by the next one.
/// </summary>
internal sealed partial class Retention(ServiceDatabase database, Partitions partitions, ILogger<Retention> logger)
{
    private const long Lock = 0x5544_4813;

    // Whoever writes to one of them waits until all are worked out.
    private const int Batch = 20;

    /// <summary>Drops what is too old; false if that has to wait, since rollups are still to be worked out from it.</summary>
    public async Task<bool> DropAsync(CancellationToken cancel)
    {
        var keptFrom = partitions.KeptFrom;
        await using var lease = await database.LeaseAsync(Lock, cancel);
        foreach (var name in await NamesAsync(lease, "SELECT name::text FROM hub.partitions WHERE leaving", cancel))
            await ExecuteAsync(lease, $"ALTER TABLE hub.observations DETACH PARTITION {name} FINALIZE", cancel);
        var isReady = await DetachAsync(lease, keptFrom, cancel);
        foreach (var name in await NamesAsync(lease, Left, cancel))
            await ForgetAsync(lease, name, cancel);
        return isReady;
    }

    // A partition is made and attached in one transaction, so one that hangs nowhere was taken out.
    private const string Left = """
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relnamespace = 'hub'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^observations_(old|\d{4})(_\d+)?$' AND NOT c.relispartition
        """;

    private async Task<bool> DetachAsync(NpgsqlConnection lease, DateTime keptFrom, CancellationToken cancel)
    {
        var old = await NamesAsync(lease, "SELECT name::text FROM hub.partitions WHERE year < $1 ORDER BY year", cancel, keptFrom.Year);
        if (old.Count == 0)
            return true;
        await using (var pending = new NpgsqlCommand("SELECT EXISTS (SELECT FROM hub.pending_rollups WHERE from_time < $1)", lease))
        {
            pending.Parameters.AddWithValue(keptFrom);
            if ((bool)(await pending.ExecuteScalarAsync(cancel))!)
                return false;
        }

        // Waits for transactions that may still read it, and keeps nobody waiting meanwhile; not possible within a transaction.
        foreach (var name in old)
            await ExecuteAsync(lease, $"ALTER TABLE hub.observations DETACH PARTITION {name} CONCURRENTLY", cancel);
        partitions.Forget();
        return true;
    }

    /// <summary>Lets what is kept of datastreams and datasets follow, some datastreams at a time, and drops the table.</summary>
    private async Task ForgetAsync(NpgsqlConnection lease, string name, CancellationToken cancel)
    {
        var (from, to, ids) = await ContentAsync(lease, name, cancel);
        foreach (var chunk in ids.Chunk(Batch))
        {
            await using var transaction = await lease.BeginTransactionAsync(cancel);
            var cities = await RenewAsync(lease, chunk, cancel);
            foreach (var city in cities)
            {
                await SensorDatasets.SummariseAsync(lease, transaction, city.Key, cancel);
                await Outbox.AddAsync(lease, transaction, new ObservationsRecorded(city.Key, [.. city.Order()], 0, 0, from, to, DateTimeOffset.UtcNow), cancel);
            }

            await transaction.CommitAsync(cancel);
        }

        await ExecuteAsync(lease, $"DROP TABLE {name}", cancel);
        Dropped(logger, name, ids.Length);
    }

    private static async Task<(DateTime From, DateTime To, long[] Datastreams)> ContentAsync(NpgsqlConnection lease, string name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT min(phenomenon_time), max(phenomenon_time), array_agg(DISTINCT datastream_id ORDER BY datastream_id) FROM {name}", lease) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return row.IsDBNull(0) ? (default, default, []) : (row.GetDateTime(0), row.GetDateTime(1), row.GetFieldValue<long[]>(2));
    }

    /// <summary>Works out anew what is kept of datastreams, which are locked first; returns them by city.</summary>
    private static async Task<ILookup<string, long>> RenewAsync(NpgsqlConnection lease, long[] ids, CancellationToken cancel)
    {
        var found = new List<(string City, long Id)>();
        await using (var command = new NpgsqlCommand("SELECT city, datastream_id FROM hub.datastreams WHERE datastream_id = ANY ($1) ORDER BY datastream_id FOR NO KEY UPDATE", lease))
        {
            command.Parameters.AddWithValue(ids);
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
                found.Add((row.GetString(0), row.GetInt64(1)));
        }

        await using var renew = new NpgsqlCommand("SELECT hub.renew_datastreams($1)", lease) { CommandTimeout = 0 };
        renew.Parameters.AddWithValue(found.Select(f => f.Id).ToArray());
        await renew.ExecuteNonQueryAsync(cancel);
        return found.ToLookup(f => f.City, f => f.Id);
    }

    private static async Task<List<string>> NamesAsync(NpgsqlConnection lease, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, lease);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var names = new List<string>();
        while (await row.ReadAsync(cancel))
            names.Add(row.GetString(0));
        return names;
    }

    private static async Task ExecuteAsync(NpgsqlConnection lease, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, lease) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Dropped {Partition}, which held observations of {Datastreams} datastreams")]
    private static partial void Dropped(ILogger logger, string partition, int datastreams);
}
