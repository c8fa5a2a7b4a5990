using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// Ready when every place was asked once what it holds. A missing service is named, but does not take the gateway out:
/// the others' rows are still to be had.
/// </summary>
public sealed class HoldingsHealth(CityRegistry cities, Holdings holdings, HoldingsRenewal renewal) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!renewal.FirstRound.IsCompleted)
            return Task.FromResult(HealthCheckResult.Unhealthy("The cities are being asked what they hold."));
        var unknown = cities.All.Where(p => p.Own).SelectMany(p => holdings.Unknown(p).Select(part => $"{p.City}/{part}")).ToList();
        return Task.FromResult(unknown.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Not known yet what these hold: {string.Join(", ", unknown)}."));
    }
}
