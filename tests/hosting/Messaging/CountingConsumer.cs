using System.Collections.Concurrent;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Hosting.Messaging;

/// <summary>
/// A consumer whose effect is a row in a table, guarded by the inbox. Of the numbers in <see cref="Failing"/> the first
/// delivery fails after the effect and before the commit.
/// </summary>
internal sealed class CountingConsumer(CountingConsumer.Book book) : IConsumer<FeaturesChanged>
{
    public async Task Consume(ConsumeContext<FeaturesChanged> context)
    {
        book.Deliveries.Add(context.MessageId!.Value);
        await using var connection = await book.Database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (!await Inbox.TryAcceptAsync(connection, transaction, context.MessageId.Value, context.CancellationToken))
            return;
        await using var effect = new NpgsqlCommand("INSERT INTO effects (number) VALUES ($1)", connection, transaction);
        effect.Parameters.AddWithValue(context.Message.FirstChange);
        await effect.ExecuteNonQueryAsync(context.CancellationToken);
        if (book.Failing.TryRemove(context.Message.FirstChange, out _))
            throw new IOException("The effect fails in the middle.");
        await transaction.CommitAsync(context.CancellationToken);
    }

    /// <summary>What the consumer works on and what it saw.</summary>
    internal sealed record Book(NpgsqlDataSource Database)
    {
        public ConcurrentBag<Guid> Deliveries { get; } = [];

        public ConcurrentDictionary<long, bool> Failing { get; } = new();

        /// <summary>The numbers whose effect happened, as often as it did.</summary>
        public async Task<List<long>> EffectsAsync()
        {
            await using var command = Database.CreateCommand("SELECT number FROM effects ORDER BY number");
            await using var row = await command.ExecuteReaderAsync();
            var numbers = new List<long>();
            while (await row.ReadAsync())
                numbers.Add(row.GetInt64(0));
            return numbers;
        }
    }

    /// <summary>Starts a program of the node that consumes with the hub's own bus.</summary>
    public static async Task<WebApplication> StartAsync(HubSettings settings, Book book)
    {
        var builder = HubHost.CreateBuilder(Programs.Portal, settings);
        builder.Services.AddSingleton(book);
        builder.AddHubBus(settings, Programs.Portal, bus => bus.AddConsumer<CountingConsumer>());
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }
}
