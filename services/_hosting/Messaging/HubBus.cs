using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Hosting.Messaging;

/// <summary>The node's bus: MassTransit on RabbitMQ, one virtual host a node.</summary>
public static class HubBus
{
    /// <summary>
    /// Connects to the bus. <paramref name="consumers"/> adds what this program listens to; its durable queue is named
    /// after the program, and <c>HUB_INSTANCE</c> when there are several copies of it.
    /// </summary>
    public static WebApplicationBuilder AddHubBus(this WebApplicationBuilder builder, HubSettings settings, string program, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        var instance = builder.Configuration["HUB_INSTANCE"];
        var queue = instance is null ? program : $"{program}-{instance}";
        builder.Services.AddMassTransit(bus =>
        {
            bus.ConfigureHealthCheckOptions(o =>
            {
                // Reading goes on without the broker, events wait in the outbox: no reason to stop serving.
                o.MinimalFailureStatus = HealthStatus.Degraded;
                o.Tags.Add("ready");
            });
            consumers?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(Host(settings), h => h.ConnectionName($"{settings.Node.Node}/{program}"));
                if (consumers is null)
                    return;
                rabbit.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.Durable = true;
                    endpoint.PrefetchCount = 32;
                    // A consumer that fails is tried again until it succeeds: a lost renewal would be a silent lie.
                    endpoint.UseMessageRetry(retry => retry.Exponential(20, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)));
                    endpoint.ConfigureConsumers(context);
                });
            });
        });
        return builder;
    }

    private static Uri Host(HubSettings settings) =>
        new UriBuilder(settings.RabbitMq) { Path = "/" + settings.Node.Node }.Uri;
}
