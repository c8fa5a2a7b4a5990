using Microsoft.Extensions.Hosting;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>Writes names and definitions of the vocabulary of observed properties into the database, where its views find them.</summary>
internal sealed class ObservedPropertyNames(ServiceDatabase database, Vocabularies vocabularies) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var properties = vocabularies.ObservedProperties;
        await using var command = database.Source.CreateCommand("""
            INSERT INTO hub.observed_properties AS o (imported, property, name, definition, description, properties)
            SELECT true, v.property, v.name, v.definition, v.name, jsonb_build_object('code', v.property) FROM unnest($1::text[], $2::text[], $3::text[]) AS v (property, name, definition)
            ON CONFLICT (property) WHERE imported DO UPDATE SET name = excluded.name, definition = excluded.definition, description = excluded.description
            WHERE (o.name, o.definition) IS DISTINCT FROM (excluded.name, excluded.definition)
            """);
        command.Parameters.AddWithValue(properties.Select(p => p.Code).ToArray());
        command.Parameters.AddWithValue(properties.Select(p => p.Title.De).ToArray());
        command.Parameters.AddWithValue(properties.Select(p => p.Definition).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
