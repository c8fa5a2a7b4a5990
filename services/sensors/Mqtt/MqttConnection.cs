using System.Buffers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>What came by MQTT.</summary>
/// <param name="Topic">Without the prefix of the node.</param>
/// <param name="Acknowledge">Tells the broker that it need not keep the message any longer; if it cannot be told, it sends the message again.</param>
internal sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, Func<CancellationToken, Task> Acknowledge);

/// <summary>
/// The one connection to the broker, for what comes and what goes: only so does a broker of MQTT 5 keep our own messages
/// from us. The session stays while we are away, and so do the messages in it.
/// </summary>
internal sealed partial class MqttConnection(HubSettings settings, ServiceDatabase database, MqttTopics topics, MqttInbox inbox, ILogger<MqttConnection> logger) : BackgroundService
{
    /// <summary>Messages on their way at once: as many as are written in one transaction.</summary>
    private const ushort MostInFlight = 4_000;

    /// <summary>Messages that are told before the first is confirmed, and how many when the broker does not say.</summary>
    private const int MostTold = 1_000, DefaultWindow = 20;
    /// <summary>Bytes that the system may keep for us in each direction; it takes what it allows at most.</summary>
    private const int SocketBuffer = 4 * 1024 * 1024;
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(15);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim _lost = new(0);

    // Counts connections: the number of a message means another one on the next.
    private int _connection;

    // A broker says how many messages it takes before it has confirmed the first.
    private SemaphoreSlim _window = new(1);

    /// <summary>Whether the broker can be told something.</summary>
    public bool IsConnected => _client.IsConnected;

    /// <summary>Publishes a message that the broker must have confirmed.</summary>
    /// <exception cref="MqttCommunicationException">The broker is away.</exception>
    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(settings.MqttPrefix + topic).WithPayload(new ReadOnlySequence<byte>(payload)).WithContentType("application/json").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        var window = _window;
        await window.WaitAsync(cancel);
        try
        {
            var result = await _client.PublishAsync(message, cancel);
            if (!result.IsSuccess)
                throw new MqttCommunicationException($"The broker refuses {topic}: {result.ReasonCode} {result.ReasonString}");
        }
        catch (Exception e) when (e is not MqttCommunicationException && IsLost(e, cancel))
        {
            throw new MqttCommunicationException("The connection was lost.", e);
        }
        finally
        {
            window.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _client.Dispose();
        _lost.Dispose();
        _window.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _client.ApplicationMessageReceivedAsync += ReceiveAsync;
        _client.DisconnectedAsync += _ =>
        {
            _lost.Release();
            return Task.CompletedTask;
        };
        var (pause, said) = (_firstPause, "");
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Interlocked.Increment(ref _connection);
                await ConnectAsync(stoppingToken);
                (pause, said) = (_firstPause, "");
                Connected(logger, settings.Mqtt);
                await _lost.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Away, not there yet, or not willing: readings wait at the broker, or at the devices.
                if (e.Message != said)
                    Away(logger, settings.Mqtt, said = e.Message);
                await Task.Delay(pause, stoppingToken);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    private async Task ConnectAsync(CancellationToken cancel)
    {
        // A connection without its subscriptions is none.
        if (_client.IsConnected)
            await _client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), cancel);
        while (_lost.CurrentCount > 0)
            await _lost.WaitAsync(cancel);
        var connected = await ConnectWithAsync(MqttProtocolVersion.V500, cancel) ?? await ConnectWithAsync(MqttProtocolVersion.V311, cancel)
            ?? throw new MqttCommunicationException("The broker speaks neither MQTT 5 nor MQTT 3.1.1.");
        _window = new SemaphoreSlim(Math.Min((int)(connected.ReceiveMaximum ?? DefaultWindow), MostTold));
        var subscription = new MqttClientSubscribeOptionsBuilder();
        foreach (var topic in topics.Subscribed)
            subscription.WithTopicFilter(f => f.WithTopic(settings.MqttPrefix + topic).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithNoLocal(_client.Options.ProtocolVersion == MqttProtocolVersion.V500));
        var subscribed = await _client.SubscribeAsync(subscription.Build(), cancel);
        if (subscribed.Items.FirstOrDefault(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused)
            throw new MqttCommunicationException($"The broker does not let us hear '{refused.TopicFilter.Topic}': {refused.ResultCode}");
    }

    /// <summary>Connects; null if the broker does not speak this version.</summary>
    private async Task<MqttClientConnectResult?> ConnectWithAsync(MqttProtocolVersion version, CancellationToken cancel)
    {
        var result = await _client.ConnectAsync(Options(version), cancel);
        return result.ResultCode switch
        {
            MqttClientConnectResultCode.Success => result,
            MqttClientConnectResultCode.UnsupportedProtocolVersion => null,
            var refused => throw new MqttCommunicationException($"The broker does not let us in: {refused} {result.ReasonString}"),
        };
    }

    private MqttClientOptions Options(MqttProtocolVersion version)
    {
        var port = settings.Mqtt.IsDefaultPort || settings.Mqtt.Port < 0 ? (settings.Mqtt.Scheme == "mqtts" ? 8883 : 1883) : settings.Mqtt.Port;
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(settings.Mqtt.Host, port)
            .WithClientId($"urbandatahub-{database.Name}")
            .WithProtocolVersion(version)
            .WithCleanSession(false)
            .WithTlsOptions(tls => tls.UseTls(settings.Mqtt.Scheme == "mqtts"));
        if (version == MqttProtocolVersion.V500)
            options.WithSessionExpiryInterval(uint.MaxValue).WithReceiveMaximum(MostInFlight);
        if (settings.Mqtt.UserInfo.Split(':', 2) is [{ Length: > 0 } user, ..] login)
            options.WithCredentials(Uri.UnescapeDataString(user), login.Length > 1 ? Uri.UnescapeDataString(login[1]) : "");
        var built = options.Build();
        // The 8 KiB of MQTTnet are less than the readings of a moment: the kernel drops what it has no room for, and both sides wait for its timers.
        if (built.ChannelOptions is MqttClientTcpOptions channel)
            channel.BufferSize = SocketBuffer;
        return built;
    }

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        var topic = received.ApplicationMessage.Topic;
        if (topic.StartsWith(settings.MqttPrefix, StringComparison.Ordinal))
            topic = topic[settings.MqttPrefix.Length..];
        var connection = Volatile.Read(ref _connection);
        await inbox.TakeAsync(new MqttMessage(topic, received.ApplicationMessage.Payload.ToArray(), cancel => AcknowledgeAsync(received, connection, cancel)));
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs received, int connection, CancellationToken cancel)
    {
        if (connection != Volatile.Read(ref _connection) || !_client.IsConnected)
            return;
        try
        {
            await received.AcknowledgeAsync(cancel);
        }
        catch (Exception e) when (IsLost(e, cancel))
        {
            Unacknowledged(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Broker}")]
    private static partial void Connected(ILogger logger, Uri broker);

    // When the connection goes at this moment MQTTnet has no channel to send on, or one that is disposed of, and does not look; what waits for an answer it cancels.
    private static bool IsLost(Exception fault, CancellationToken cancel) =>
        fault is MqttCommunicationException or NullReferenceException or ObjectDisposedException || (fault is OperationCanceledException && !cancel.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Not acknowledged, and so to come again: {Reason}")]
    private static partial void Unacknowledged(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Broker} is away: {Reason}")]
    private static partial void Away(ILogger logger, Uri broker, string reason);
}
