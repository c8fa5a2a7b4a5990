using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Alerts.Answering;
using UrbanDataHub.Sensors.Alerts.Rules;
using UrbanDataHub.Sensors.Alerts.Telling;

namespace UrbanDataHub.Sensors.Alerts;

/// <summary>Registers and maps alerts.</summary>
internal static class AlertRegistration
{
    /// <summary>Reads the rules, and registers what evaluates, tells and answers.</summary>
    public static void AddAlerts(this WebApplicationBuilder builder, HubSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(AlertRules.Load(settings.CitiesFolder, settings.Node.Cities));
        services.AddSingleton<AlertRows>();
        services.AddSingleton<AlertsEndpoint>();
        services.AddSingleton<AlertEndpoint>();
        services.AddHostedService<AlertWatches>();
        services.AddHostedService<AlertWorker>();
        services.AddSingleton<MqttDoor>();
        services.AddSingleton<WebhookDoor>();
        services.AddSingleton<IHostedService>(s => Sender(s, s.GetRequiredService<MqttDoor>()));
        services.AddSingleton<IHostedService>(s => Sender(s, s.GetRequiredService<WebhookDoor>()));
    }

    /// <summary>Maps <c>/cities/{city}/alerts</c>, its feed and each alert.</summary>
    public static void MapAlerts(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<AlertsEndpoint>();
        app.MapMethods("/cities/{city}/alerts", ReadMethods.All, endpoint.ListAsync);
        app.MapMethods("/cities/{city}/alerts.atom", ReadMethods.All, endpoint.FeedAsync);
        app.MapMethods("/cities/{city}/alerts/{id:long}", ReadMethods.All, app.Services.GetRequiredService<AlertEndpoint>().HandleAsync);
    }

    private static NoticeSender Sender(IServiceProvider services, INoticeDoor door) =>
        new(services.GetRequiredService<ServiceDatabase>(), door, services.GetRequiredService<ILogger<NoticeSender>>());
}
