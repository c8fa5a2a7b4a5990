using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>Which datastreams there are, for messages that name them by station and key; read anew every few seconds.</summary>
internal sealed partial class DatastreamDirectory(ServiceDatabase database, ILogger<DatastreamDirectory> logger) : BackgroundService
{
    private static readonly TimeSpan _renewal = TimeSpan.FromSeconds(10);

    private FrozenDictionary<(string, DatastreamReference), (long Id, string Unit)> _known = FrozenDictionary<(string, DatastreamReference), (long, string)>.Empty;

    /// <summary>The UCUM code of a datastream's unit; null when there is no such datastream.</summary>
    public string? UnitOf(string city, DatastreamReference datastream) => Volatile.Read(ref _known).TryGetValue((city, datastream), out var found) ? found.Unit : null;

    /// <summary>The id of a datastream; null when there is none.</summary>
    public long? IdOf(string city, DatastreamReference datastream) => Volatile.Read(ref _known).TryGetValue((city, datastream), out var found) ? found.Id : null;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_renewal, stoppingToken);
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                // What was known stays known until the database is back.
                Outdated(logger, e.Message);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("SELECT city, station, key, datastream_id, unit FROM hub.datastreams");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var known = new Dictionary<(string, DatastreamReference), (long, string)>();
        while (await row.ReadAsync(cancel))
        {
            var (city, id, unit) = (row.GetString(0), row.GetInt64(3), row.GetString(4));
            known[(city, new DatastreamReference.ByKey(row.GetString(1), row.GetString(2)))] = (id, unit);
            known[(city, new DatastreamReference.ById(id))] = (id, unit);
        }

        Volatile.Write(ref _known, known.ToFrozenDictionary());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Datastreams are not read anew: {Reason}")]
    private static partial void Outdated(ILogger logger, string reason);
}
