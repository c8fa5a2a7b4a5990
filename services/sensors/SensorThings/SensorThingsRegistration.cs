using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Batch;
using UrbanDataHub.Sensors.SensorThings.Writing;
using UrbanDataHub.Sensors.Storage;

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
        builder.Services.AddSingleton<ServiceRoot>();
        builder.Services.AddSingleton<EntityAnswers>();
        builder.Services.AddSingleton<SensorThingsEndpoint>();
        builder.Services.AddSingleton(s => Vocabularies.Load(s.GetRequiredService<HubSettings>().VocabulariesFolder));
        builder.Services.AddSingleton(WriteAccess.From(builder.Configuration));
        builder.Services.AddSingleton<WrittenDatasets>();
        builder.Services.AddSingleton<Followers>();
        builder.Services.AddSingleton<EntityOperations>();
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<WriteEndpoint>();
        builder.Services.AddSingleton<Writers>();
        builder.Services.AddSingleton<Intake>();
        builder.Services.AddHostedService(s => s.GetRequiredService<Intake>());
        builder.Services.AddSingleton<BatchRunner>();
        builder.Services.AddSingleton<BatchEndpoint>();
        builder.Services.AddHostedService<ObservedPropertyNames>();
    }

    /// <summary>Maps the service root and everything below it.</summary>
    public static void MapSensorThings(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<SensorThingsEndpoint>();
        app.MapMethods(ServiceRoot.Path, ReadMethods.All, endpoint.RootAsync);
        app.MapMethods(ServiceRoot.Path + "/{**path}", ReadMethods.All, endpoint.HandleAsync);
        var writing = app.Services.GetRequiredService<WriteEndpoint>();
        app.MapPost(ServiceRoot.Path + "/" + DataArrays.Address, writing.CreateAsync);
        app.MapPost(ServiceRoot.Path + "/$batch", app.Services.GetRequiredService<BatchEndpoint>().HandleAsync);
        app.MapMethods(ServiceRoot.Path + "/{**path}", _writeMethods, writing.HandleAsync);
    }
}
