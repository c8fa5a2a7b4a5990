using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Clients;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>The audits of graphql-http: what clients expect of GraphQL over HTTP.</summary>
public sealed class HttpAuditTests(SharedNodes shared)
{
    [Fact]
    public async Task Every_audit_passes()
    {
        var nodes = await shared.GetAsync();

        var lines = await NodeScripts.RunAsync("audits.mjs", new Uri(nodes.Http.BaseAddress!, "/graphql").ToString());

        var audits = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.True(audits.Count > 50, $"There are only {audits.Count} audits.");
        Assert.Empty(audits.Where(a => a.GetProperty("status").GetString() != "ok").Select(a => a.ToString()));
    }
}
