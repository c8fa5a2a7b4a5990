using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts;

/// <summary>Writes what the rules ask for into the database before a door opens, so that <see cref="AlertQueue"/> queues that and no more; tells of files that are wrong.</summary>
internal sealed partial class AlertWatches(ServiceDatabase database, AlertRules rules, ILogger<AlertWatches> logger) : IHostedService
{
    private const string Insert = """
        INSERT INTO hub.alert_watches (city, rule, property, station, key, datastream_id, oldest)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::interval[])
        """;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var refused in rules.Refused)
            Refused(logger, refused.Message);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var clear = new NpgsqlCommand("LOCK TABLE hub.alert_watches IN EXCLUSIVE MODE; DELETE FROM hub.alert_watches", connection, transaction))
            await clear.ExecuteNonQueryAsync(cancellationToken);
        var watches = rules.All.SelectMany(rule => rule.Conditions, (rule, condition) => (Rule: rule, condition.Datastreams)).ToList();
        await using (var insert = new NpgsqlCommand(Insert, connection, transaction))
        {
            insert.Parameters.AddWithValue(watches.Select(w => w.Rule.City).ToArray());
            insert.Parameters.AddWithValue(watches.Select(w => w.Rule.Name).ToArray());
            insert.Parameters.Add(Typed(watches.Select(w => w.Datastreams.Property).ToArray(), NpgsqlDbType.Text));
            insert.Parameters.Add(Typed(watches.Select(w => w.Datastreams.Station).ToArray(), NpgsqlDbType.Text));
            insert.Parameters.Add(Typed(watches.Select(w => w.Datastreams.Key).ToArray(), NpgsqlDbType.Text));
            insert.Parameters.Add(Typed(watches.Select(w => w.Datastreams.Id).ToArray(), NpgsqlDbType.Bigint));
            insert.Parameters.AddWithValue(watches.Select(w => w.Rule.Oldest).ToArray());
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static NpgsqlParameter Typed(object values, NpgsqlDbType type) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    [LoggerMessage(Level = LogLevel.Error, Message = "A rule of alerts is not used: {Fault}")]
    private static partial void Refused(ILogger logger, string fault);
}
