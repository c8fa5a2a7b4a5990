using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>Registers and maps the list of dead letters.</summary>
internal static class DeadLettersRegistration
{
    /// <summary>Registers what lists them.</summary>
    public static void AddDeadLetters(this WebApplicationBuilder builder) => builder.Services.AddSingleton<DeadLettersEndpoint>();

    /// <summary>Maps their address.</summary>
    public static void MapDeadLetters(this WebApplication app) =>
        app.MapMethods(DeadLettersEndpoint.Path, ReadMethods.All, app.Services.GetRequiredService<DeadLettersEndpoint>().ListAsync);
}
