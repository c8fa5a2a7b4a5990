using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>Registers and maps SensorThings.</summary>
internal static class SensorThingsRegistration
{
    private static readonly string[] _writeMethods = ["POST", "PATCH", "PUT", "DELETE"];

    /// <summary>Registers what numbers the entities; to be called before whatever makes some is registered.</summary>
    public static void AddEntityNumbers(this WebApplicationBuilder builder) => builder.Services.AddHostedService<EntityNumbers>();

    /// <summary>Registers what answers, and what names the observed properties.</summary>
    public static void AddSensorThings(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SensorThingsEndpoint>();
        builder.Services.AddSingleton(s => Vocabularies.Load(s.GetRequiredService<HubSettings>().VocabulariesFolder));
        builder.Services.AddSingleton(WriteAccess.From(builder.Configuration));
        builder.Services.AddSingleton<WrittenDatasets>();
        builder.Services.AddSingleton<Followers>();
        builder.Services.AddSingleton<EntityOperations>();
        builder.Services.AddSingleton<WriteEndpoint>();
        builder.Services.AddSingleton<Intake>();
        builder.Services.AddHostedService(s => s.GetRequiredService<Intake>());
        builder.Services.AddHostedService<ObservedPropertyNames>();
    }

    /// <summary>Maps the service root and everything below it.</summary>
    public static void MapSensorThings(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<SensorThingsEndpoint>();
        app.MapMethods(SensorThingsEndpoint.Root, ReadMethods.All, endpoint.RootAsync);
        app.MapMethods(SensorThingsEndpoint.Root + "/{**path}", ReadMethods.All, endpoint.HandleAsync);
        var writing = app.Services.GetRequiredService<WriteEndpoint>();
        app.MapPost(SensorThingsEndpoint.Root + WriteEndpoint.CreateObservations, writing.CreateAsync);
        app.MapMethods(SensorThingsEndpoint.Root + "/{**path}", _writeMethods, writing.HandleAsync);
    }
}
