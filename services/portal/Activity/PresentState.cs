using MassTransit;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Activity;

/// <summary>
/// Reads the present state once after each start, for what happened before the portal's queue existed. It waits for the
/// bus first: what happens after the reading is then heard as an event, and nothing falls in between.
/// </summary>
public sealed partial class PresentState(IBusControl bus, Gateway gateway, ActivityStore store, HubSettings settings, ILogger<PresentState> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ReadAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (e is GatewayException or NpgsqlException)
            {
                // The gateway and the services start at the same time as the portal; one sentence a minute is enough.
                if (attempt % 30 == 0)
                    Waiting(logger, e.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var answer = await gateway.DatasetsAsync(cancel);
        var own = answer.Datasets.Where(d => settings.Node.Cities.Contains(d.City))
            .Select(d => new DatasetActivity(d.City, d.Collection, d.LastChanged, Change: null, Import: null))
            .ToList();
        foreach (var city in settings.Node.Cities)
            own.AddRange(Newest(await gateway.ImportsAsync(city, collection: null, limit: 500, cancel)));
        await store.NotePresentAsync(own, cancel);
        // A service that was not up yet is missing in this answer; its events still come, but its past does not.
        if (answer.Federation.Cities.FirstOrDefault(c => settings.Node.Cities.Contains(c.City) && c.State != CityStates.Answered) is { } missing)
            throw new GatewayException($"{missing.City} has not answered yet: {missing.Detail ?? missing.State}");
    }

    private static IEnumerable<DatasetActivity> Newest(IEnumerable<ImportReport> reports) => reports
        .GroupBy(r => r.Collection)
        .Select(g => g.MaxBy(r => r.StartedAt)!)
        .Select(r => new DatasetActivity(r.City, r.Collection, ChangedAt: null, Change: null, Import: r));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The present state cannot be read yet: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);
}
