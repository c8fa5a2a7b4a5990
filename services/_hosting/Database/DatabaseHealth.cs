using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace UrbanDataHub.Hosting.Database;

/// <summary>Ready means: the database answers.</summary>
internal sealed class DatabaseHealth(ServiceDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.Source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy($"The database {database.Name} does not answer: {e.Message}");
        }
    }
}
