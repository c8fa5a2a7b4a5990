using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Configuration;
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
        return builder;
    }
}
