using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>Registers and maps how observations lie and what is summed up of them.</summary>
internal static class StorageRegistration
{
    /// <summary>Registers partitions, retention and rollups with the workers that keep them.</summary>
    public static void AddStorage(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(RetentionRule.From(builder.Configuration));
        builder.Services.AddSingleton<Partitions>();
        builder.Services.AddSingleton<Retention>();
        builder.Services.AddSingleton<Rollups>();
        builder.Services.AddSingleton<AggregatesEndpoint>();
        builder.Services.AddHostedService<PartitionWorker>();
        builder.Services.AddHostedService<RollupWorker>();
    }

    /// <summary>Maps the address of aggregates.</summary>
    public static void MapAggregates(this WebApplication app) =>
        app.MapMethods("/cities/{city}/aggregates", ReadMethods.All, app.Services.GetRequiredService<AggregatesEndpoint>().HandleAsync);
}
