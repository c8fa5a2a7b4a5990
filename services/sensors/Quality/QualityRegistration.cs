using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Quality;

/// <summary>Registers the rules of quality.</summary>
internal static class QualityRegistration
{
    /// <summary>Reads the rules, and has them written where <see cref="Judgement"/> finds them before a door opens.</summary>
    public static void AddQuality(this WebApplicationBuilder builder, HubSettings settings)
    {
        var usual = Path.Combine(settings.Root, "infra", "quality.yaml");
        var named = builder.Configuration[QualityRules.Variable] is { Length: > 0 } path ? path : null;
        builder.Services.AddSingleton(named is null && !File.Exists(usual) ? QualityRules.Fewest : QualityRules.Load(named ?? usual));
        builder.Services.AddHostedService<QualityRuleTable>();
    }

    private sealed class QualityRuleTable(ServiceDatabase database, QualityRules quality) : IHostedService
    {
        private const string Insert = """
            INSERT INTO hub.quality_rules (property, unit, lowest, highest, rate, noise, stuck_for, stuck_readings, stuck_except, gap)
            SELECT * FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::interval[], $8::integer[], $9::float8[], $10::interval[])
            """;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var rules = quality.Rules;
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction);
            Add(batch, "LOCK TABLE hub.quality_rules IN EXCLUSIVE MODE");
            Add(batch, "DELETE FROM hub.quality_rules");
            Add(
                batch, Insert, rules.Select(r => r.Property).ToArray(), rules.Select(r => r.Unit).ToArray(), rules.Select(r => r.Lowest).ToArray(), rules.Select(r => r.Highest).ToArray(),
                rules.Select(r => r.Rate).ToArray(), rules.Select(r => r.Noise).ToArray(), rules.Select(r => r.Stuck?.For).ToArray(), rules.Select(r => r.Stuck?.Readings).ToArray(),
                rules.Select(r => r.Stuck?.Except).ToArray(), rules.Select(r => r.Gap).ToArray());
            Add(batch, "UPDATE hub.quality_clock SET ahead = $1", quality.Ahead);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
        }
    }
}
