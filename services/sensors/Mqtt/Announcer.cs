using System.Diagnostics;
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
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>
/// Tells the broker of entities that were made or changed, on the topics of the standard (OGC 18-088, clause 14.3): their
/// set, their own address, and the sets that they belong to. One copy of the service tells, in the order of the writes;
/// what the broker did not confirm is told again. While observations come in it rests as long as it works, so that they come first.
/// </summary>
internal sealed partial class Announcer(ServiceDatabase database, MqttConnection broker, EntityAnswers entities, Writers writers, HubSettings settings, ILogger<Announcer> logger) : BackgroundService
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
                await TellAsync(connection, next, cancel);
                await ExecuteAsync(connection, "DELETE FROM hub.announcements WHERE position = ANY ($1)", next.Positions, cancel);
            }

            await connection.WaitAsync(broker.IsConnected ? _idle : _pause, cancel);
        }
    }

    /// <summary>Tells of a batch; while the broker confirms some entities, the next are read.</summary>
    private async Task TellAsync(NpgsqlConnection connection, Batch batch, CancellationToken cancel)
    {
        var confirmed = Task.CompletedTask;
        foreach (var ids in batch.Ids.Chunk(Together))
        {
            var began = Stopwatch.GetTimestamp();
            var told = await TellAsync(connection, EntityModel.OfSet(batch.Set)!, ids.Length, batch.Times is var (from, to) ? Scope.Among(ids, from, to) : Scope.Among(ids), cancel);
            await confirmed;
            confirmed = Task.WhenAll(told);
            if (writers.AreBusy)
                await Task.Delay(Stopwatch.GetElapsedTime(began), cancel);
        }

        await confirmed;
    }

    /// <summary>Tells of some entities, in their order; the tasks end as the broker confirms.</summary>
    private async Task<List<Task>> TellAsync(NpgsqlConnection connection, EntityType type, int count, Scope some, CancellationToken cancel)
    {
        var query = QueryOptions.Read(type, []) with { Top = count };
        var page = await new EntityReader(connection, cancel).PageAsync(query, some, null);
        var owners = await OwnersAsync(connection, type, some, cancel);
        var told = new List<Task>();
        foreach (var row in page.Rows)
        {
            var payload = entities.Write(query, row, settings.Node.Url.GetLeftPart(UriPartial.Authority) + ServiceRoot.Path);
            foreach (var topic in Topics(type, row.Id, owners[row.Id]))
                told.Add(broker.PublishAsync(MqttTopics.Version + topic, payload, cancel));
        }

        return told;
    }

    // Nobody can wait at the address of an observation before there is one, and hardly one is ever changed.
    private static IEnumerable<string> Topics(EntityType type, long id, IEnumerable<(string Set, long Id)> owners) =>
        owners.Select(o => $"{o.Set}({o.Id})/{type.Set}").Concat(type == EntityModel.Observation ? [] : [$"{type.Set}({id})"]).Prepend(type.Set);

    /// <summary>The entities whose sets they belong to, by the relations that lead to one.</summary>
    private static async Task<ILookup<long, (string Set, long Id)>> OwnersAsync(NpgsqlConnection connection, EntityType type, Scope some, CancellationToken cancel)
    {
        var one = type.Navigations.Where(n => !n.Many).ToList();
        var owners = new List<(long Id, (string, long) Owner)>();
        if (one.Count > 0)
        {
            await using var command = PageSql.Owners(type, some).Command(connection);
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
                owners.AddRange(one.Select((n, i) => (n.Target, At: i + 1)).Where(n => !row.IsDBNull(n.At)).Select(n => (row.GetInt64(0), (n.Target, row.GetInt64(n.At)))));
        }

        return owners.ToLookup(o => o.Id, o => o.Owner);
    }

    /// <summary>What is to be told next: of several small batches of one set those that follow each other.</summary>
    private static async Task<Batch?> NextAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT position, entity_set, ids, from_time, to_time FROM hub.announcements ORDER BY position LIMIT $1", connection);
        command.Parameters.AddWithValue(Together);
        var next = new List<(long Position, string Set, long[] Ids, DateTime? From, DateTime? To)>();
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
                next.Add((row.GetInt64(0), row.GetString(1), row.GetFieldValue<long[]>(2), row.IsDBNull(3) ? null : row.GetDateTime(3), row.IsDBNull(4) ? null : row.GetDateTime(4)));
        }

        var alike = next.TakeWhile(n => n.Set == next[0].Set && (n.From is null) == (next[0].From is null)).ToList();
        return alike.Count == 0 ? null : new Batch(
            [.. alike.Select(n => n.Position)], alike[0].Set, [.. alike.SelectMany(n => n.Ids).Distinct()], alike[0].From is null ? null : (alike.Min(n => n.From)!.Value, alike.Max(n => n.To)!.Value));
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

    /// <param name="Times">The first and the last phenomenon time of observations; null where they are not known.</param>
    private sealed record Batch(long[] Positions, string Set, long[] Ids, (DateTime From, DateTime To)? Times);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed waits to be told: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} batches of changes were never told, since the broker was away for more than {Time}")]
    private static partial void Forgotten(ILogger logger, int count, TimeSpan time);
}
