using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>
/// What one request, or one change set, writes: all of it or nothing. The other doors follow when it is completed: the
/// stations of things, the counts of datasets, the events.
/// </summary>
internal sealed class WriteSession(NpgsqlConnection connection, NpgsqlTransaction transaction, Partitions partitions, CancellationToken cancel)
{
    /// <summary>The connection.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>The transaction.</summary>
    public NpgsqlTransaction Transaction => transaction;

    /// <summary>The partitions that observations are written to.</summary>
    public Partitions Partitions => partitions;

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>Entities that were made or changed, but for observations that were added; in their order.</summary>
    public List<(EntityType Type, long Id)> Written { get; } = [];

    /// <summary>Things whose stations have to follow.</summary>
    public HashSet<long> Things { get; } = [];

    /// <summary>Datastreams that were made or changed.</summary>
    public HashSet<long> Datastreams { get; } = [];

    /// <summary>Datastreams whose observations were changed or deleted, so that what is kept of them is worked out anew.</summary>
    public HashSet<long> Renewed { get; } = [];

    /// <summary>Cities whose datasets have other counts.</summary>
    public HashSet<string> Cities { get; } = new(StringComparer.Ordinal);

    /// <summary>Stations of things that are gone, by city and local id.</summary>
    public HashSet<(string City, string Station)> GoneStations { get; } = [];

    /// <summary>The rows of a statement.</summary>
    /// <exception cref="ProblemException">400: the database cannot take a value.</exception>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        try
        {
            await using var command = Command(sql, values);
            await using var row = await command.ExecuteReaderAsync(cancel);
            var all = new List<T>();
            while (await row.ReadAsync(cancel))
                all.Add(read(row));
            return all;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState == PostgresErrorCodes.InternalError)
        {
            // Class 22, data exception; PostGIS calls a geometry that is none internal.
            throw Faults.Member("", $"A value cannot be kept: {e.MessageText}.");
        }
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public async Task<long?> NumberAsync(string sql, params object?[] values) =>
        (await ReadAsync(sql, row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), values)).FirstOrDefault();

    /// <summary>Runs a statement; returns how many rows it concerned.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>A text or null.</summary>
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>JSON or null.</summary>
    public static NpgsqlParameter Json(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
