using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Describing;
using UrbanDataHub.Ingest.Fetching;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest;

/// <summary>Lets a service import the sources of its cities.</summary>
public static class ImportRegistration
{
    /// <summary>Registers reading, writing and fetching of the sources of <paramref name="domain"/>.</summary>
    public static WebApplicationBuilder AddImports(this WebApplicationBuilder builder, string domain)
    {
        builder.Services.AddSingleton(s => new NodeSources(s.GetRequiredService<HubSettings>(), s.GetRequiredService<CollectionCatalogue>(), domain));
        builder.Services.AddSingleton<SourceRegister>();
        builder.Services.AddSingleton<ImportLog>();
        builder.Services.AddSingleton<ImportRun>();
        builder.Services.AddSingleton<IImportTarget, FeatureTarget>();
        builder.Services.AddSingleton<ImportWorker>();
        builder.Services.AddHostedService(s => s.GetRequiredService<ImportWorker>());
        AddFetching(builder);
        return builder;
    }

    private static void AddFetching(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SourceFetcher>();
        builder.Services.AddSingleton(s => new FetchCommand(
            s.GetRequiredService<NodeSources>(), s.GetRequiredService<SourceFetcher>(), s.GetRequiredService<HubSettings>(), Console.Out));
        builder.Services.AddSingleton(new HubCommand("fetch", (services, cancel) => services.GetRequiredService<FetchCommand>().RunAsync(cancel)));
        builder.Services.AddSingleton(new HubCommand("describe", (services, _) =>
            Task.FromResult(new DescribeCommand(services.GetRequiredService<HubSettings>(), Console.Out).Run())));
        // How a download ended is said once, by whoever asked for it; each try in vain is not worth a stack trace.
        builder.Logging.AddFilter("Polly", LogLevel.None);
        // Retries what may pass by itself (no connection, 408, 429 with Retry-After, 5xx); a body that breaks off is not asked again.
        builder.Services.AddHttpClient(SourceFetcher.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .AddStandardResilienceHandler(resilience => resilience.Retry.Delay = TimeSpan.FromSeconds(0.5));
    }
}
