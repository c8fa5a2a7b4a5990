using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>One message as it came off the queue.</summary>
/// <param name="Number">The mark of the event, see <see cref="TestEvents"/>.</param>
internal sealed record Arrived(Guid MessageId, long Number, JsonElement Event);

/// <summary>
/// A durable queue that the node's events go to, read with a bare RabbitMQ client: what is seen here is what any
/// subscriber in any language would see.
/// </summary>
internal sealed class EventQueue : IAsyncDisposable
{
    public const string Name = "test-events";
    private readonly Uri _host;
    private readonly ConcurrentQueue<Arrived> _arrived = new();
    private IConnection? _connection;

    private EventQueue(Uri host) => _host = host;

    /// <summary>What arrived so far, in order.</summary>
    public IReadOnlyCollection<Arrived> Arrived => _arrived;

    /// <summary>Makes the queue for <see cref="FeaturesChanged"/> (and keeps it when the broker restarts), and reads from it.</summary>
    public static async Task<EventQueue> OpenAsync(Uri host)
    {
        var queue = new EventQueue(host);
        await queue.ConnectAsync();
        return queue;
    }

    /// <summary>Connects again, after the broker was away.</summary>
    public async Task ConnectAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = await new ConnectionFactory { Uri = _host, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        var channel = await _connection.CreateChannelAsync();
        // The exchange is MassTransit's, named after the record with its namespace.
        var exchange = $"{typeof(FeaturesChanged).Namespace}:{nameof(FeaturesChanged)}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(Name, exchange, "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            // The client takes its buffer back after this handler, and a document does not copy what it is given.
            var envelope = JsonDocument.Parse(delivery.Body.ToArray()).RootElement;
            var message = envelope.GetProperty("message");
            _arrived.Enqueue(new Arrived(Guid.Parse(delivery.BasicProperties.MessageId!), message.GetProperty("firstChange").GetInt64(), message));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Name, autoAck: false, consumer);
    }

    /// <summary>Waits until each of the numbers arrived at least once.</summary>
    public Task WaitForAsync(IReadOnlyCollection<long> numbers) => Eventually.TrueAsync(
        () => Task.FromResult(numbers.All(Arrived.Select(a => a.Number).ToHashSet().Contains)),
        $"all {numbers.Count} events arrived", TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }
}
