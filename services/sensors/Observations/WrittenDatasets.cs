using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>
/// Datasets of a city that no source file stands for, since clients write their rows. They are described by their
/// collection, and under no open licence until a source file says otherwise.
/// </summary>
internal sealed class WrittenDatasets(HubSettings settings, CollectionCatalogue catalogue, Vocabularies vocabularies)
{
    private static readonly string[] _collections = ["monitoring-stations", "datastreams", "observations"];
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>The collection of stations.</summary>
    public CollectionDescriptor Stations { get; } = catalogue.Find("monitoring-stations")!;

    /// <summary>Makes those that are missing.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string city, CancellationToken cancel)
    {
        var publisher = CityFolder.ReadCity(settings.CitiesFolder, city).Publisher;
        foreach (var collection in _collections.Select(c => catalogue.Find(c)!))
        {
            await using var command = new NpgsqlCommand("INSERT INTO hub.datasets (city, collection, metadata, simulated, state) VALUES ($1, $2, $3, false, 'done') ON CONFLICT DO NOTHING", connection, transaction);
            command.Parameters.AddWithValue(city);
            command.Parameters.AddWithValue(collection.Id);
            command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(Describe(city, publisher, collection), _json), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private Dataset Describe(string city, string publisher, CollectionDescriptor collection) => new(
        city, collection.Id, collection.Title, collection.Description, publisher, vocabularies.Unclear.Code, vocabularies.Unclear.Url,
        null, "CONT", collection.Theme, false, ImportStates.Done, 0, null, null, null, []);
}
