using Npgsql;
using UrbanDataHub.Ingest.Importing;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>The dataset <c>datastreams</c> has no source file: series make it, and it is described after them.</summary>
internal static class SensorDatasets
{
    /// <summary>Renews what is kept of the city's datastreams and observations as a whole.</summary>
    public static async Task SummariseAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string city, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            UPDATE hub.datasets t SET changed_at = now(),
                count = CASE t.collection WHEN 'observations' THEN s.observations ELSE s.datastreams END,
                box = CASE t.collection WHEN 'datastreams' THEN s.box END
            FROM (
                SELECT count(*) AS datastreams, coalesce(sum(count), 0) AS observations,
                    (SELECT box FROM hub.datasets WHERE city = $1 AND collection = 'monitoring-stations') AS box
                FROM hub.datastreams WHERE city = $1
            ) s
            WHERE t.city = $1 AND t.collection IN ('observations', 'datastreams')
            """, connection, transaction);
        command.Parameters.AddWithValue(city);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Makes the dataset of the city's datastreams, if this is its first series, under publisher and licence of the series.</summary>
    public static async Task DescribeDatastreamsAsync(ImportContext context, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.datasets (city, collection, metadata, simulated, state, last_imported)
            SELECT city, 'datastreams',
                metadata || jsonb_build_object('collection', 'datastreams',
                    'title', jsonb_build_object('de', 'Zeitreihen', 'en', 'Datastreams'),
                    'description', jsonb_build_object('de', 'Alle Zeitreihen der Stadt mit Zeitraum und letztem Wert.', 'en', 'All datastreams of the city with period and latest value.')),
                simulated, 'done', now()
            FROM hub.datasets WHERE city = $1 AND collection = 'observations'
            ON CONFLICT (city, collection) DO UPDATE SET last_imported = now(), simulated = excluded.simulated
            """, context.Connection, context.Transaction);
        command.Parameters.AddWithValue(context.Source.City);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
