using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.Exceptions;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>
/// Tells the broker of entities that were made or changed, on the topics of the standard (OGC 18-088, clause 14.3): their
/// set, their own address, and the sets that they belong to. One copy of the service tells, in the order of the writes;
/// what the broker did not confirm is told again.
/// </summary>
internal sealed partial class Announcer(ServiceDatabase database, MqttConnection broker, EntityAnswers entities, HubSettings settings, ILogger<Announcer> logger) : BackgroundService
{
    private const long Lock = 0x5544_4810;
    private const int Together = 500;
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _oldest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = "";
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TellAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or MqttCommunicationException && !stoppingToken.IsCancellationRequested)
            {
                // Broker or database are away: what is to be told waits in its table.
                if (e.Message != said)
                    Waiting(logger, said = e.Message);
                await Task.Delay(_pause, stoppingToken);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancel)
    {
        await using var connection = await database.LeaseAsync(Lock, cancel);
        await using (var listen = new NpgsqlCommand($"LISTEN {Announcements.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancel);
        while (true)
        {
            await ForgetAsync(connection, cancel);
            while (broker.IsConnected && await NextAsync(connection, cancel) is { } next)
            {
                foreach (var ids in next.Ids.Chunk(Together))
                    await TellAsync(connection, EntityModel.OfSet(next.Set)!, ids, cancel);
                await ExecuteAsync(connection, "DELETE FROM hub.announcements WHERE position = ANY ($1)", next.Positions, cancel);
            }

            await connection.WaitAsync(broker.IsConnected ? _idle : _pause, cancel);
        }
    }

    private async Task TellAsync(NpgsqlConnection connection, EntityType type, long[] ids, CancellationToken cancel)
    {
        var query = QueryOptions.Read(type, []) with { Top = ids.Length };
        var page = await new EntityReader(connection, cancel).PageAsync(query, Scope.Among(ids), null);
        var owners = await OwnersAsync(connection, type, ids, cancel);
        var told = new List<Task>();
        foreach (var row in page.Rows)
        {
            var payload = entities.Write(query, row, settings.Node.Url.GetLeftPart(UriPartial.Authority) + ServiceRoot.Path);
            foreach (var topic in Topics(type, row.Id, owners[row.Id]))
                told.Add(broker.PublishAsync(MqttTopics.Version + topic, payload, cancel));
        }

        await Task.WhenAll(told);
    }

    // Nobody can wait at the address of an observation before there is one, and hardly one is ever changed.
    private static IEnumerable<string> Topics(EntityType type, long id, IEnumerable<(string Set, long Id)> owners) =>
        owners.Select(o => $"{o.Set}({o.Id})/{type.Set}").Concat(type == EntityModel.Observation ? [] : [$"{type.Set}({id})"]).Prepend(type.Set);

    /// <summary>The entities whose sets they belong to, by the relations that lead to one.</summary>
    private static async Task<ILookup<long, (string Set, long Id)>> OwnersAsync(NpgsqlConnection connection, EntityType type, long[] ids, CancellationToken cancel)
    {
        var one = type.Navigations.Where(n => !n.Many).ToList();
        var owners = new List<(long Id, (string, long) Owner)>();
        if (one.Count > 0)
        {
            await using var command = new NpgsqlCommand($"SELECT id, {string.Join(", ", one.Select(n => n.Presence is { } presence ? $"CASE WHEN {presence} THEN {n.From} END" : n.From))} FROM {type.View} WHERE id = ANY ($1)", connection);
            command.Parameters.AddWithValue(ids);
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
                owners.AddRange(one.Select((n, i) => (n.Target, At: i + 1)).Where(n => !row.IsDBNull(n.At)).Select(n => (row.GetInt64(0), (n.Target, row.GetInt64(n.At)))));
        }

        return owners.ToLookup(o => o.Id, o => o.Owner);
    }

    /// <summary>What is to be told next: of several small batches of one set those that follow each other.</summary>
    private static async Task<(long[] Positions, string Set, long[] Ids)?> NextAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT position, entity_set, ids FROM hub.announcements ORDER BY position LIMIT $1", connection);
        command.Parameters.AddWithValue(Together);
        var next = new List<(long Position, string Set, long[] Ids)>();
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
                next.Add((row.GetInt64(0), row.GetString(1), row.GetFieldValue<long[]>(2)));
        }

        var alike = next.TakeWhile(n => n.Set == next[0].Set).ToList();
        return alike.Count == 0 ? null : ([.. alike.Select(n => n.Position)], alike[0].Set, [.. alike.SelectMany(n => n.Ids).Distinct()]);
    }

    /// <summary>A broker that is away for days is not told of all that happened meanwhile.</summary>
    private async Task ForgetAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var forgotten = await ExecuteAsync(connection, "DELETE FROM hub.announcements WHERE made_at < now() - $1", _oldest, cancel);
        if (forgotten > 0)
            Forgotten(logger, forgotten, _oldest);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, object value, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed waits to be told: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} batches of changes were never told, since the broker was away for more than {Time}")]
    private static partial void Forgotten(ILogger logger, int count, TimeSpan time);
}
