using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Messaging;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>What the bus of every program is set to.</summary>
public sealed class BusTests
{
    [Fact]
    public async Task It_tells_nobody_outside_what_runs_here()
    {
        var settings = HubSettings.From(name => name switch { "HUB_ROOT" => HubRoot.Path, "HUB_NODE" => "leipzig", _ => null });
        var builder = HubHost.CreateBuilder(Programs.Social, settings);
        builder.AddHubBus(settings, Programs.Social);
        await using var app = builder.Build();

        Assert.False(app.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }
}
