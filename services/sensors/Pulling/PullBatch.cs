using System.Diagnostics;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>
/// Pages on their way into the database: rows, positions and report in one transaction, by the write paths of imports.
/// </summary>
internal sealed class PullBatch(ServiceDatabase database, IEnumerable<IImportTarget> targets, SourceFile source, CollectionDescriptor stations, PullReport report)
{
    private const int FullAt = 5_000;
    private static readonly TimeSpan _longestUnwritten = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, MappedItem> _features = new(StringComparer.Ordinal);
    private readonly List<MappedItem> _observations = [];
    private readonly List<RejectedItem> _rejected = [];
    private readonly Dictionary<string, PullPosition> _positions = new(StringComparer.Ordinal);
    private IReadOnlyList<PulledProperty> _properties = [];
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>Whether it should be written before more is read: it is large, or a slow server has filled it for long.</summary>
    public bool IsFull => _features.Count + _observations.Count + _rejected.Count >= FullAt || Stopwatch.GetElapsedTime(_since) > _longestUnwritten;

    /// <summary>Takes the stations of a server, and what it observes.</summary>
    public void Add(PullStreams streams)
    {
        AddItems(streams.Stations);
        _properties = streams.Properties;
    }

    /// <summary>Takes a page, and the position behind it.</summary>
    public void Add(PullPage page, PullPosition behind)
    {
        AddItems(page.Items);
        report.Read += page.Rows;
        report.Skipped += page.Skipped;
        _positions[behind.Stream] = behind;
    }

    /// <summary>Forgets where a walk was under way.</summary>
    public void Move(PullPosition position) => _positions[position.Stream] = position;

    /// <summary>Writes what it holds, and is empty then.</summary>
    /// <exception cref="PullFault">The database refuses the rows; none of them is written.</exception>
    public async Task WriteAsync(CancellationToken cancel)
    {
        try
        {
            await CommitAsync(cancel);
            report.Committed();
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            report.RolledBack();
            throw new PullFault($"answers with what the database refuses: {e.MessageText}", isPassing: true, inner: e);
        }
        finally
        {
            Clear();
        }
    }

    private async Task CommitAsync(CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var rejections = new Rejections();
        foreach (var rejected in _rejected)
            rejections.Add(rejected);
        if (_features.Count > 0)
        {
            await DescribeStationsAsync(connection, transaction, cancel);
            var context = new ImportContext(source, connection, transaction, rejections, Released: false) { Descriptor = stations, IsPart = true };
            report.Add(await Target(SourceOrder.Features).WriteAsync(context, _features.Values, cancel));
        }

        if (_observations.Count > 0)
        {
            await NamePropertiesAsync(connection, transaction, cancel);
            report.Add(await Target(SourceOrder.Series).WriteAsync(new ImportContext(source, connection, transaction, rejections, Released: false), _observations, cancel));
        }

        if (_positions.Count > 0)
            await PullPositions.WriteAsync(connection, transaction, source, _positions.Values, cancel);
        await report.WriteAsync(connection, transaction, rejections.Items, cancel);
        await transaction.CommitAsync(cancel);
    }

    private void AddItems(IReadOnlyList<MappedItem> items)
    {
        foreach (var item in items)
        {
            if (item is RejectedItem rejected)
                _rejected.Add(rejected);
            else if (item is MappedFeature feature)
                _features[feature.LocalId] = feature;
            else
                _observations.Add(item);
        }
    }

    private void Clear()
    {
        _features.Clear();
        _observations.Clear();
        _rejected.Clear();
        _positions.Clear();
        _since = Stopwatch.GetTimestamp();
    }

    private IImportTarget Target(SourceOrder order) => targets.Single(t => t.Takes(order));

    /// <summary>A city whose stations no source file describes has them under publisher and licence of the series.</summary>
    private async Task DescribeStationsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.datasets (city, collection, metadata, simulated, state, last_imported)
            SELECT city, $2, metadata || jsonb_build_object('collection', $2, 'title', jsonb_build_object('de', $3, 'en', $4), 'description', jsonb_build_object('de', $5, 'en', $6)), simulated, 'done', now()
            FROM hub.datasets WHERE city = $1 AND collection = 'observations' ON CONFLICT DO NOTHING
            """, connection, transaction);
        foreach (var text in new[] { source.City, stations.Id, stations.Title.De, stations.Title.En, stations.Description.De, stations.Description.En })
            command.Parameters.Add(new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A property that the vocabulary lacks keeps the name and definition that the server gives it.</summary>
    private async Task NamePropertiesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        if (_properties.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            INSERT INTO hub.observed_properties (imported, property, name, definition, description, properties)
            SELECT true, p.code, p.name, p.definition, p.name, jsonb_build_object('code', p.code) FROM unnest($1::text[], $2::text[], $3::text[]) AS p (code, name, definition)
            ORDER BY p.code ON CONFLICT DO NOTHING
            """, connection, transaction);
        command.Parameters.AddWithValue(_properties.Select(p => p.Code).ToArray());
        command.Parameters.AddWithValue(_properties.Select(p => p.Name).ToArray());
        command.Parameters.AddWithValue(_properties.Select(p => p.Definition).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }
}
