using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>What a program in the test's own process needs to belong to a test node.</summary>
internal static class HostedProgram
{
    public static async Task<HubSettings> SettingsAsync(TestNode node, TestServers? servers = null)
    {
        servers ??= TestServers.Shared;
        var variables = new Dictionary<string, string>
        {
            ["HUB_ROOT"] = HubRoot.Path,
            ["HUB_NODE"] = node.NodeFile,
            ["HUB_POSTGRES"] = await servers.PostgresAsync(),
            ["HUB_RABBITMQ"] = (await servers.RabbitMqAsync()).ToString().TrimEnd('/'),
        };
        return HubSettings.From(variables.GetValueOrDefault);
    }
}
