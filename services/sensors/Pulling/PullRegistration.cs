using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>Lets the service pull from foreign servers.</summary>
internal static class PullRegistration
{
    /// <summary>Registers client, run and worker.</summary>
    public static void AddPulling(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PullClient>();
        builder.Services.AddSingleton<PullRun>();
        builder.Services.AddHostedService<PullWorker>();
    }
}
