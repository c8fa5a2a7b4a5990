using System.Globalization;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace UrbanDataHub.Simulator.Sending;

/// <summary>Publishes readings as plain devices would, in turn over all datastreams.</summary>
internal static class Sender
{
    /// <param name="count">Readings to send; null until cancelled.</param>
    /// <returns>How many were sent.</returns>
    /// <exception cref="SimulatorException">The broker cannot be reached or takes no messages.</exception>
    public static async Task<long> SendAsync(
        Uri broker, IReadOnlyList<LiveDatastream> datastreams, double rate, long? count, TimeProvider clock, CancellationToken cancellation)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var sent = 0L;
        try
        {
            await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).Build(), cancellation);
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate), clock);
            while (sent < (count ?? long.MaxValue) && await pace.WaitForNextTickAsync(cancellation))
            {
                await client.PublishAsync(Message(datastreams[(int)(sent % datastreams.Count)], clock.GetUtcNow()), cancellation);
                sent++;
            }

            await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && count is null)
        {
            // Ctrl-C is how an endless run ends.
        }
        catch (MqttCommunicationException e)
        {
            throw new SimulatorException($"--mqtt: {broker} does not take messages: {e.Message}");
        }

        return sent;
    }

    private static MqttApplicationMessage Message(LiveDatastream datastream, DateTimeOffset time) => new MqttApplicationMessageBuilder()
        .WithTopic(datastream.Topic)
        .WithPayload(JsonSerializer.SerializeToUtf8Bytes(new
        {
            time = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            value = datastream.At(time),
        }))
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .Build();
}
