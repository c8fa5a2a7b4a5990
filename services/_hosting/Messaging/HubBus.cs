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
    /// <param name="live">
    /// Adds what this very process listens to while it runs: on a queue of its own that ends with the connection, so that
    /// every copy hears every event, and none that it missed.
    /// </param>
    public static WebApplicationBuilder AddHubBus(
        this WebApplicationBuilder builder, HubSettings settings, string program,
        Action<IBusRegistrationConfigurator>? consumers = null, Action<IReceiveEndpointConfigurator, IServiceProvider>? live = null)
    {
        var instance = builder.Configuration["HUB_INSTANCE"];
        var queue = instance is null ? program : $"{program}-{instance}";
        builder.Services.AddMassTransit(bus =>
        {
            // A city's node tells nobody what it runs.
            bus.DisableUsageTelemetry();
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
                if (live is not null)
                    rabbit.ReceiveEndpoint($"{queue}-live-{Guid.NewGuid():n}", endpoint => Live(endpoint, e => live(e, context)));
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

    private static void Live(IRabbitMqReceiveEndpointConfigurator endpoint, Action<IReceiveEndpointConfigurator> consumers)
    {
        (endpoint.Durable, endpoint.AutoDelete, endpoint.Exclusive) = (false, true, true);
        endpoint.PrefetchCount = 32;
        // Whoever listens hears events in the order in which they happened.
        endpoint.ConcurrentMessageLimit = 1;
        // What fails here is told to nobody again, and kept in no queue of errors.
        endpoint.DiscardFaultedMessages();
        consumers(endpoint);
    }

    private static Uri Host(HubSettings settings) =>
        new UriBuilder(settings.RabbitMq) { Path = "/" + settings.Node.Node }.Uri;
}
