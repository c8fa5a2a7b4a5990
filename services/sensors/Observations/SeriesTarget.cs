using Npgsql;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>The import door of observations: mapped rows become <see cref="RecordObservations"/>, in batches.</summary>
internal sealed class SeriesTarget(Partitions partitions) : IImportTarget
{
    public bool Takes(SourceOrder order) => order == SourceOrder.Series;

    public async Task<ImportOutcome> WriteAsync(ImportContext context, IEnumerable<MappedItem> items, CancellationToken cancel)
    {
        await SensorDatasets.DescribeDatastreamsAsync(context, cancel);
        var run = new Run(context, partitions, await StationsAsync(context, cancel));
        foreach (var observation in items.Cast<MappedObservation>())
            await run.TakeAsync(observation, cancel);
        return await run.CompleteAsync(cancel);
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

    /// <summary>One import on its way. A row is rejected once, however many of its values are wrong.</summary>
    private sealed class Run(ImportContext context, Partitions partitions, HashSet<string> stations)
    {
        private const int Batch = 20_000;
        private const int LineBits = 40;

        private readonly RecordObservations _record = new(context.Connection, context.Transaction, partitions, context.Source.City);
        private readonly List<NewObservation> _batch = new(Batch);
        private readonly List<string> _files = [];
        private readonly HashSet<long> _rejected = [];

        public async ValueTask TakeAsync(MappedObservation observation, CancellationToken cancel)
        {
            var reference = Reference(observation);
            if (!stations.Contains(observation.Station))
            {
                Reject(reference, "station", $"There is no monitoring station '{observation.Station}' in '{context.Source.City}'; a source of 'monitoring-stations' must make it first");
                return;
            }

            if (partitions.Refuse(observation.PhenomenonTime.UtcDateTime) is { } refusal)
            {
                Reject(reference, "time", refusal);
                return;
            }

            var datastream = await _record.DatastreamAsync(
                new DatastreamDescription(observation.Station, observation.DatastreamKey, observation.Title, observation.Property, observation.Unit, observation.Period), cancel);
            _batch.Add(new NewObservation(datastream, observation.PhenomenonTime.UtcDateTime, observation.Result, reference));
            if (_batch.Count == Batch)
                await StageAsync(cancel);
        }

        public async Task<ImportOutcome> CompleteAsync(CancellationToken cancel)
        {
            await StageAsync(cancel);
            var recorded = await _record.CompleteAsync(cancel);
            foreach (var reference in recorded.Contradictions.Order())
                Reject(reference, "", "An earlier row gives another value for the same datastream and time; nobody knows which is right");
            return new ImportOutcome(recorded.Inserted, recorded.Updated, 0, recorded.Unchanged);
        }

        private async Task StageAsync(CancellationToken cancel)
        {
            await _record.StageAsync(_batch, cancel);
            _batch.Clear();
        }

        /// <summary>File and line in one number; rows come file by file.</summary>
        private long Reference(MappedObservation observation)
        {
            if (_files.Count == 0 || _files[^1] != observation.File)
                _files.Add(observation.File);
            return ((long)(_files.Count - 1) << LineBits) | observation.Line;
        }

        private void Reject(long reference, string field, string reason)
        {
            if (_rejected.Add(reference))
                context.Rejected.Add(new RejectedItem(_files[(int)(reference >> LineBits)], reference & ((1L << LineBits) - 1), field, reason, ""));
        }
    }
}
