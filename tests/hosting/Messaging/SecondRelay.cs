using Microsoft.AspNetCore.Builder;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>A second copy of a node's social service, in this process: bus and relay on the same database.</summary>
internal sealed class SecondRelay : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecondRelay(WebApplication app) => _app = app;

    public static async Task<SecondRelay> StartAsync(TestNode node)
    {
        var settings = await HostedProgram.SettingsAsync(node);
        // The address of a program that this node does not run.
        var builder = HubHost.CreateBuilder(Programs.Portal, settings);
        builder.AddServiceDatabase(settings, Programs.Social);
        builder.AddHubBus(settings, Programs.Social);
        builder.AddOutboxRelay();
        var app = builder.Build();
        await app.StartAsync();
        return new SecondRelay(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
