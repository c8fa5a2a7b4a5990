using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

    private string _said = "";

    /// <summary>Takes a message in; ends when there is room for the next one.</summary>
    public ValueTask TakeAsync(MqttMessage message) =>
        _written.Writer.WriteAsync((message, UntilWrittenAsync(message, lifetime.ApplicationStopping)), lifetime.ApplicationStopping);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (message, written) in _written.Reader.ReadAllAsync(stoppingToken))
        {
            await written;
            await message.Acknowledge(stoppingToken);
        }
    }

    /// <summary>Writes a message; all that wait are tried again together.</summary>
    private async Task UntilWrittenAsync(MqttMessage message, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await readings.WriteAsync(message, cancel);
                _said = "";
                return;
            }
            catch (NpgsqlException e)
            {
                if (Interlocked.Exchange(ref _said, e.Message) != e.Message)
                    Waiting(logger, e.Message);
                await Task.Delay(_pause, cancel);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readings wait, since they cannot be written: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);
}
