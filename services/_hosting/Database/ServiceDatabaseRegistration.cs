using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Hosting.Database;

/// <summary>Gives a program its database.</summary>
public static class ServiceDatabaseRegistration
{
    /// <summary>
    /// Registers the database of <paramref name="program"/>, its readiness and the <c>migrate</c> command, which applies
    /// the hub's own migrations, those of <paramref name="migrations"/>, and the tables of the program's collections.
    /// </summary>
    public static WebApplicationBuilder AddServiceDatabase(this WebApplicationBuilder builder, HubSettings settings, string program, params Assembly[] migrations)
    {
        builder.Services.AddSingleton(_ => new ServiceDatabase(settings, program));
        builder.Services.AddSingleton<MigrationRunner>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        builder.Services.AddSingleton(new HubCommand("migrate", async (services, cancel) =>
        {
            var collections = services.GetRequiredService<CollectionCatalogue>().Of(program);
            await services.GetRequiredService<MigrationRunner>().RunAsync(migrations, collections, cancel);
            return 0;
        }));
        return builder;
    }
}
