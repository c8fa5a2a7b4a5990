using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Hosting;

/// <summary>How every program of a node starts: settings, descriptors, telemetry, health, problem documents, commands.</summary>
public static class HubHost
{
    /// <summary>
    /// Prepares a program. Settings and the collection catalogue are read and checked here, and are singletons.
    /// </summary>
    /// <exception cref="ConfigurationException">The environment or a YAML file is wrong.</exception>
    /// <exception cref="DescriptorException">A descriptor is wrong.</exception>
    public static WebApplicationBuilder CreateBuilder(string program, out HubSettings settings) =>
        CreateBuilder(program, settings = HubSettings.FromEnvironment());

    /// <summary>The same with settings at hand, for tests that host a program in their own process.</summary>
    public static WebApplicationBuilder CreateBuilder(string program, HubSettings settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(settings.Node.Address(program).ToString());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            // A filter is part of an address, and so is the cursor of a walk through many cities.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Problems logs what is a fault; a question that is wrong is none.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        builder.Logging.AddFilter("Yarp", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("MassTransit", LogLevel.Warning);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(CollectionCatalogue.Load(settings.CollectionsFolder, settings.DescribedFolder));
        builder.Services.AddHubProblems();
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(8));
        AddTelemetry(builder, $"{settings.Node.Node}/{program}");
        return builder;
    }

    /// <summary>Adds what every program answers, and runs the commands that <paramref name="args"/> name (infra/decisions/0001).</summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunHubAsync(this WebApplication app, string[] args)
    {
        app.MapHubHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        var words = args.Where(a => !a.StartsWith('-')).DefaultIfEmpty("serve").ToList();
        foreach (var word in words.Where(w => w != "serve"))
        {
            var command = app.Services.GetServices<HubCommand>().FirstOrDefault(c => c.Name == word);
            if (command is null && word is not ("migrate" or "fetch" or "describe"))
            {
                await Console.Error.WriteLineAsync($"'{word}' is no command; there are migrate, fetch, describe and serve.");
                return 2;
            }

            var code = command is null ? 0 : await command.Run(app.Services, CancellationToken.None);
            if (code != 0)
                return code;
        }

        if (words.Contains("serve"))
            await app.RunAsync();
        return 0;
    }

    /// <summary>Runs a program's main function; a wrong configuration or a missing database is one sentence and exit code 2, not a stack trace.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> main)
    {
        try
        {
            return await main();
        }
        catch (Exception e) when (e is ConfigurationException or DescriptorException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (NpgsqlException e)
        {
            await Console.Error.WriteLineAsync($"The database cannot be prepared: {e.Message} (HUB_POSTGRES says where it is).");
            return 2;
        }
    }

    private static void AddTelemetry(WebApplicationBuilder builder, string name)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(name))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter("UrbanDataHub").AddPrometheusExporter());
        // Spans cost on every request; they are made only when somebody collects them.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is null)
            return;
        telemetry.WithTracing(t => t
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddSource("Npgsql", "MassTransit", "UrbanDataHub")
            .AddOtlpExporter());
    }
}

/// <summary>A word that a program understands as an argument, such as <c>migrate</c>.</summary>
/// <param name="Run">Does it; anything but 0 ends the process with that code.</param>
public sealed record HubCommand(string Name, Func<IServiceProvider, CancellationToken, Task<int>> Run);
