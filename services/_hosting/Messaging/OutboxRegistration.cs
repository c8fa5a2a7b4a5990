using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UrbanDataHub.Hosting.Messaging;

/// <summary>Lets a program publish what its outbox holds.</summary>
public static class OutboxRegistration
{
    /// <summary>Starts the relay with the program.</summary>
    public static WebApplicationBuilder AddOutboxRelay(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<OutboxRelay>();
        return builder;
    }
}
