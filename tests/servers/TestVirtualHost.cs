using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Tests.Servers;

/// <summary>A fresh RabbitMQ virtual host, deleted on dispose with everything in it.</summary>
public sealed class TestVirtualHost : IAsyncDisposable
{
    private readonly HttpClient _management;

    private TestVirtualHost(string name, Uri broker, HttpClient management)
    {
        Name = name;
        Address = new Uri($"{broker.GetLeftPart(UriPartial.Authority)}/{name}");
        _management = management;
    }

    /// <summary>Name of the virtual host.</summary>
    public string Name { get; }

    /// <summary>AMQP address with user, password and virtual host.</summary>
    public Uri Address { get; }

    /// <summary>Makes the virtual host.</summary>
    /// <param name="name">A name that nothing else uses; default: a random one.</param>
    /// <param name="servers">Where; default: <see cref="TestServers.Shared"/>.</param>
    public static async Task<TestVirtualHost> CreateAsync(string? name = null, TestServers? servers = null)
    {
        servers ??= TestServers.Shared;
        var broker = await servers.RabbitMqAsync();
        var host = new TestVirtualHost(name ?? $"test_{Guid.NewGuid():n}", broker, Management(await servers.RabbitMqManagementAsync(), broker));
        using var made = await host._management.PutAsync($"api/vhosts/{host.Name}", null);
        made.EnsureSuccessStatusCode();
        return host;
    }

    /// <summary>Messages in a queue (ready and unacknowledged), or null when the queue does not exist.</summary>
    /// <remarks>Asked of the queue itself with a passive declaration, the figure would be exact; here it may be some seconds old.</remarks>
    public async Task<long?> MessagesAsync(string queue)
    {
        using var answer = await _management.GetAsync($"api/queues/{Name}/{queue}");
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var deleted = await _management.DeleteAsync($"api/vhosts/{Name}");
        _management.Dispose();
    }

    private static HttpClient Management(Uri address, Uri broker)
    {
        var user = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(broker.UserInfo)));
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", user);
        return client;
    }
}
