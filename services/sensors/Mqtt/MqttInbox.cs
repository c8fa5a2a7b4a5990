using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.Exceptions;
using Npgsql;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>
/// Takes messages in as they come and acknowledges them in their order, each after its observations are committed. Many are
/// on their way at once. While the database is away they are tried again, and the broker keeps what follows.
/// </summary>
internal sealed partial class MqttInbox(MqttReadings readings, IHostApplicationLifetime lifetime, ILogger<MqttInbox> logger) : BackgroundService
{
    private const int MostWaiting = 8_000;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(MqttMessage Message, Task Written)> _written = Channel.CreateBounded<(MqttMessage, Task)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>Takes a message in; ends when there is room for the next one.</summary>
    public ValueTask TakeAsync(MqttMessage message) =>
        _written.Writer.WriteAsync((message, readings.WriteAsync(message, lifetime.ApplicationStopping)), lifetime.ApplicationStopping);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (message, written) in _written.Reader.ReadAllAsync(stoppingToken))
        {
            await UntilWrittenAsync(message, written, stoppingToken);
            try
            {
                await message.Acknowledge(stoppingToken);
            }
            catch (MqttCommunicationException e)
            {
                // The broker will send it again, and it will be found to be there.
                Unacknowledged(logger, e.Message);
            }
        }
    }

    private async Task UntilWrittenAsync(MqttMessage message, Task written, CancellationToken cancel)
    {
        for (var said = ""; ; written = readings.WriteAsync(message, cancel))
        {
            try
            {
                await written;
                return;
            }
            catch (NpgsqlException e)
            {
                if (e.Message != said)
                    Waiting(logger, said = e.Message);
                await Task.Delay(_pause, cancel);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readings wait, since they cannot be written: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Not acknowledged: {Reason}")]
    private static partial void Unacknowledged(ILogger logger, string reason);
}
