using System.Text.Json;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>The datasets of this service, as its database knows them.</summary>
public sealed class Datasets(ServiceDatabase database)
{
    /// <summary>Answers and metadata speak camelCase.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The datasets of <paramref name="city"/>; only <paramref name="collection"/>'s if it is named.</summary>
    public async Task<IReadOnlyList<Dataset>> ReadAsync(string city, string? collection, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT metadata::text, simulated, state, count, box, changed_at, last_imported
            FROM hub.datasets WHERE city = $1 AND ($2::text IS NULL OR collection = $2) ORDER BY collection
            """);
        command.Parameters.AddWithValue(city);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)collection ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var datasets = new List<Dataset>();
        while (await row.ReadAsync(cancel))
            datasets.Add(Read(row));
        return datasets;
    }

    /// <summary>What the source files say is kept as a <see cref="Dataset"/>; what the rows say is laid over it.</summary>
    private static Dataset Read(NpgsqlDataReader row) => JsonSerializer.Deserialize<Dataset>(row.GetString(0), Json)! with
    {
        Simulated = row.GetBoolean(1),
        State = row.GetString(2),
        Count = row.GetInt64(3),
        BoundingBox = row.IsDBNull(4) ? null : row.GetFieldValue<double[]>(4),
        LastChanged = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
        LastImported = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
    };
}
