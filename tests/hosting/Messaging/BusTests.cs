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
        await using var quiet = await QuietNode.StartAsync();
        var settings = await HostedProgram.SettingsAsync(quiet.Node);
        var builder = HubHost.CreateBuilder(Programs.Portal, settings);
        builder.AddHubBus(settings, Programs.Social);
        await using var app = builder.Build();

        Assert.False(app.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }
}
