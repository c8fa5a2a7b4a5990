using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>What a subscriber to all events of a node sees, with a bare RabbitMQ client.</summary>
internal sealed class EventQueue : IAsyncDisposable
{
    private readonly ConcurrentQueue<object> _arrived = new();
    private readonly IConnection _connection;

    private EventQueue(IConnection connection) => _connection = connection;

    /// <summary>Subscribes to every event: one that nobody takes would wait in the outbox, and all after it.</summary>
    public static async Task<EventQueue> OpenAsync(Uri host)
    {
        var queue = new EventQueue(await new ConnectionFactory { Uri = host }.CreateConnectionAsync());
        await queue.SubscribeAsync<FeaturesChanged>();
        await queue.SubscribeAsync<ObservationsRecorded>();
        await queue.SubscribeAsync<ImportFinished>();
        return queue;
    }

    /// <summary>The events of the kind that fulfil the condition, as soon as there is one: the relay keeps their order, so none before it is still to come.</summary>
    public async Task<IReadOnlyList<T>> UntilAsync<T>(Func<T, bool> meant)
    {
        await Eventually.TrueAsync(() => Task.FromResult(_arrived.OfType<T>().Any(meant)), $"the awaited {typeof(T).Name} arrived", TimeSpan.FromSeconds(90));
        return [.. _arrived.OfType<T>().Where(meant)];
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private async Task SubscribeAsync<T>()
    {
        var channel = await _connection.CreateChannelAsync();
        // The exchange is MassTransit's, named after the record with its namespace.
        var exchange = $"{typeof(T).Namespace}:{typeof(T).Name}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var name = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(name, exchange, "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            _arrived.Enqueue(JsonDocument.Parse(delivery.Body.ToArray()).RootElement.GetProperty("message").Deserialize<T>(JsonSerializerOptions.Web)!);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(name, autoAck: true, consumer);
    }
}
