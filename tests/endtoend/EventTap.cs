using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.EndToEnd;

/// <summary>A durable queue that hears what gateway and portal hear, read with a bare RabbitMQ client.</summary>
internal sealed class EventTap(Uri host) : IAsyncDisposable
{
    private const string Queue = "test-tap";
    private static readonly string[] _events = [nameof(FeaturesChanged), nameof(ImportFinished)];
    private readonly ConcurrentDictionary<Guid, JsonElement> _changes = new();
    private readonly ConcurrentDictionary<Guid, JsonElement> _imports = new();
    private IConnection? _connection;

    /// <summary>Messages of <see cref="FeaturesChanged"/> by their id; a repetition is the same message.</summary>
    public IReadOnlyCollection<JsonElement> Changes => [.. _changes.Values];

    /// <summary>Messages of <see cref="ImportFinished"/>.</summary>
    public IReadOnlyCollection<JsonElement> Imports => [.. _imports.Values];

    /// <summary>Ids of all messages.</summary>
    public IEnumerable<Guid> Ids => _changes.Keys.Concat(_imports.Keys);

    /// <summary>Makes the queue and reads from it; again after the broker was away.</summary>
    public async Task ConnectAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = await new ConnectionFactory { Uri = host, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        foreach (var exchange in _events.Select(e => $"{typeof(FeaturesChanged).Namespace}:{e}"))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(Queue, exchange, "");
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            // The client takes its buffer back after this handler, and a document does not copy what it is given.
            var message = JsonDocument.Parse(delivery.Body.ToArray()).RootElement.GetProperty("message");
            var known = delivery.Exchange.EndsWith(nameof(FeaturesChanged), StringComparison.Ordinal) ? _changes : _imports;
            known[Guid.Parse(delivery.BasicProperties.MessageId!)] = message;
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }
}
