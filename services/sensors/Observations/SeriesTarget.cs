using Npgsql;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>The import door of observations: mapped rows become <see cref="RecordObservations"/>, in batches.</summary>
internal sealed class SeriesTarget : IImportTarget
{
    private const int Batch = 20_000;
    private (string File, long Line) _rejected;

    public bool Takes(SourceOrder order) => order == SourceOrder.Series;

    public async Task<ImportOutcome> WriteAsync(ImportContext context, IEnumerable<MappedItem> items, CancellationToken cancel)
    {
        await SensorDatasets.DescribeDatastreamsAsync(context, cancel);
        var stations = await StationsAsync(context, cancel);
        var record = new RecordObservations(context.Connection, context.Transaction, context.Source.City);
        var batch = new List<NewObservation>(Batch);
        foreach (var observation in items.Cast<MappedObservation>())
        {
            if (!stations.Contains(observation.Station))
            {
                Reject(context, observation);
                continue;
            }

            var datastream = await record.DatastreamAsync(
                new DatastreamDescription(observation.Station, observation.DatastreamKey, observation.Title, observation.Property, observation.Unit, observation.Period), cancel);
            batch.Add(new NewObservation(datastream, observation.PhenomenonTime.UtcDateTime, observation.Result));
            if (batch.Count < Batch)
                continue;
            await record.StageAsync(batch, cancel);
            batch.Clear();
        }

        await record.StageAsync(batch, cancel);
        var recorded = await record.CompleteAsync(cancel);
        return new ImportOutcome(recorded.Inserted, recorded.Updated, 0, recorded.Unchanged);
    }

    /// <summary>A wide row holds many values of one station; it is rejected once.</summary>
    private void Reject(ImportContext context, MappedObservation observation)
    {
        if (_rejected == (observation.File, observation.Line))
            return;
        _rejected = (observation.File, observation.Line);
        context.Rejected.Add(new RejectedItem(observation.File, observation.Line, "station",
            $"There is no monitoring station '{observation.Station}' in '{context.Source.City}'; a source of 'monitoring-stations' must make it first", ""));
    }

    private static async Task<HashSet<string>> StationsAsync(ImportContext context, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT local_id FROM collections.monitoring_stations WHERE city = $1 AND deleted_at IS NULL", context.Connection, context.Transaction);
        command.Parameters.AddWithValue(context.Source.City);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var stations = new HashSet<string>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancel))
            stations.Add(row.GetString(0));
        return stations;
    }
}
