using System.Text;
using MQTTnet.Exceptions;
using UrbanDataHub.Sensors.Mqtt;

namespace UrbanDataHub.Sensors.Alerts.Telling;

/// <summary>Tells by MQTT, on <c>alerts/&lt;city&gt;/&lt;rule&gt;</c> below the node's prefix.</summary>
internal sealed class MqttDoor(MqttConnection broker) : INoticeDoor
{
    /// <inheritdoc/>
    public string Name => Notices.Mqtt;

    /// <inheritdoc/>
    public long Lock => 0x5544_4821;

    /// <inheritdoc/>
    public TimeSpan LongestPause => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancel)
    {
        if (!broker.IsConnected)
            return "The broker is away.";
        try
        {
            await broker.PublishAsync(notice.Target, Encoding.UTF8.GetBytes(notice.Body), cancel);
            return null;
        }
        catch (MqttCommunicationException e)
        {
            return e.Message;
        }
    }
}
