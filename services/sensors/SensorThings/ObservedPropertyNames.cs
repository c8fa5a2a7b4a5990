using System.Text.Json;
using Microsoft.Extensions.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>Writes names and definitions of the vocabulary of observed properties into the database, where its views find them.</summary>
internal sealed class ObservedPropertyNames(ServiceDatabase database, HubSettings settings) : IHostedService
{
    private static readonly JsonSerializerOptions _web = JsonSerializerOptions.Web;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(settings.VocabulariesFolder, "observed-properties.json"));
        var words = await JsonSerializer.DeserializeAsync<Dictionary<string, Entry>>(file, _web, cancellationToken) ?? [];
        await using var command = database.Source.CreateCommand("""
            INSERT INTO hub.observed_properties AS o (property, name, definition)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
            ON CONFLICT (property) DO UPDATE SET name = excluded.name, definition = excluded.definition
            WHERE (o.name, o.definition) IS DISTINCT FROM (excluded.name, excluded.definition)
            """);
        command.Parameters.AddWithValue(words.Keys.ToArray());
        command.Parameters.AddWithValue(words.Values.Select(w => w.Title.De).ToArray());
        command.Parameters.AddWithValue(words.Values.Select(w => w.Definition).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed record Entry(Schemas.LocalText Title, string Definition);
}
