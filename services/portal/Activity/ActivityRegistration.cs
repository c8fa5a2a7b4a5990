using MassTransit;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Messaging;

namespace UrbanDataHub.Portal.Activity;

/// <summary>Gives the portal its ears.</summary>
public static class ActivityRegistration
{
    /// <summary>Registers the activity table, the consumers that fill it and the reading of the present state.</summary>
    public static void AddActivity(this WebApplicationBuilder builder, HubSettings settings)
    {
        builder.Services.AddSingleton<ActivityStore>();
        builder.Services.AddHostedService<PresentState>();
        builder.AddHubBus(settings, Programs.Portal, bus =>
        {
            bus.AddConsumer<FeaturesChangedConsumer>();
            bus.AddConsumer<ObservationsRecordedConsumer>();
            bus.AddConsumer<ImportFinishedConsumer>();
        });
    }
}
