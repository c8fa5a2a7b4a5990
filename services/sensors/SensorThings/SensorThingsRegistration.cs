using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>Registers and maps SensorThings.</summary>
internal static class SensorThingsRegistration
{
    /// <summary>Registers what answers, and what names the observed properties.</summary>
    public static void AddSensorThings(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SensorThingsEndpoint>();
        builder.Services.AddHostedService<ObservedPropertyNames>();
    }

    /// <summary>Maps the service root and everything below it.</summary>
    public static void MapSensorThings(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<SensorThingsEndpoint>();
        app.MapMethods(SensorThingsEndpoint.Root, ReadMethods.All, endpoint.RootAsync);
        app.MapMethods(SensorThingsEndpoint.Root + "/{**path}", ReadMethods.All, endpoint.HandleAsync);
    }
}
