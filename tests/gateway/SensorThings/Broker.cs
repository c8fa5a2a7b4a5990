using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>The broker, as a device and as somebody who listens.</summary>
public sealed class Broker(Uri address, string prefix) : IAsyncDisposable
{
    private readonly List<Process> _listening = [];

    /// <summary>What was heard, in order, without the prefix of the node.</summary>
    public ConcurrentQueue<(string Topic, JsonElement Body)> Heard { get; } = new();

    /// <summary>The broker of a node, with its topics.</summary>
    /// <param name="below">What the topics begin with behind the prefix of the node.</param>
    public static async Task<Broker> OfAsync(TestNode node, string below = "v1.1/")
    {
        Prerequisite.Program("mosquitto_pub");
        return new Broker(await TestServers.Shared.MqttAsync(), $"{node.Name}/{below}");
    }

    /// <summary>Ends when the broker has confirmed the message.</summary>
    public async Task PublishAsync(string topic, string payload)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, payload);
        await Shell.RunAsync("mosquitto_pub", [.. Where(), "-q", "1", "-t", prefix + topic, "-f", file]);
        File.Delete(file);
    }

    /// <summary>Listens from now on.</summary>
    public void Listen(string topic)
    {
        var process = Process.Start(new ProcessStartInfo("mosquitto_sub", [.. Where(), "-q", "1", "-F", "%t %p", "-t", prefix + topic]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(' ', 2) is [var heard, var body])
                Heard.Enqueue((heard[prefix.Length..], JsonDocument.Parse(body).RootElement));
        };
        process.BeginOutputReadLine();
        _listening.Add(process);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _listening)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private string[] Where() => ["-h", address.Host, "-p", $"{address.Port}", "-V", "5"];
}
