using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Features.Trial;

/// <summary>Rows of one city, written straight into the service's tables.</summary>
public sealed class Rows(TrialNode trial, string city)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public string City => city;

    /// <summary>Notes the dataset with its number of rows, as an import does.</summary>
    public async Task DescribeAsync(string collection, long count)
    {
        var text = new LocalText(collection, collection);
        var dataset = new Dataset(city, collection, text, text, "Nobody", "cc-zero", "http://dcat-ap.de/def/licenses/cc-zero", null, "NEVER", "TECH", false, "done", 0, null, null, null, []);
        await using var command = trial.Database.CreateCommand("""
            INSERT INTO hub.datasets (city, collection, metadata, state, count, changed_at) VALUES ($1, $2, $3, 'done', $4, '2026-01-02T03:04:05Z')
            ON CONFLICT (city, collection) DO UPDATE SET count = excluded.count
            """);
        command.Parameters.AddWithValue(city);
        command.Parameters.AddWithValue(collection);
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(dataset, _json), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.AddWithValue(count);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes things and notes the dataset.</summary>
    public async Task ThingsAsync(IReadOnlyCollection<Thing> things)
    {
        foreach (var thing in things)
            await ThingAsync(thing);
        await DescribeAsync("things", things.Count);
    }

    /// <summary>Writes one thing.</summary>
    public async Task ThingAsync(Thing thing)
    {
        await using var command = trial.Database.CreateCommand("""
            INSERT INTO collections.things (city, local_id, from_source, row_fingerprint, change_seq, name, kind, seats, height, "isOpen", built, "seenAt", tags, geom)
            VALUES ($1, $2, 'test', '\x00', 1, $3, $4, $5, $6, $7, $8, $9, $10, ST_SetSRID(ST_MakePoint($11, $12), 4326))
            """);
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(city, NpgsqlDbType.Text);
        Add(thing.LocalId, NpgsqlDbType.Text);
        Add(thing.Name, NpgsqlDbType.Text);
        Add(thing.Kind, NpgsqlDbType.Text);
        Add(thing.Seats, NpgsqlDbType.Bigint);
        Add(thing.Height, NpgsqlDbType.Double);
        Add(thing.IsOpen, NpgsqlDbType.Boolean);
        Add(thing.Built, NpgsqlDbType.Date);
        Add(thing.SeenAt, NpgsqlDbType.TimestampTz);
        Add(thing.Tags, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add(thing.Place?.X, NpgsqlDbType.Double);
        Add(thing.Place?.Y, NpgsqlDbType.Double);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes shapes, called 1, 2, 3 …, and notes the dataset.</summary>
    public async Task ShapesAsync(IReadOnlyList<Geometry?> shapes)
    {
        for (var i = 0; i < shapes.Count; i++)
        {
            await using var command = trial.Database.CreateCommand("""
                INSERT INTO collections.shapes (city, local_id, from_source, row_fingerprint, change_seq, name, geom)
                VALUES ($1, $2, 'test', '\x00', 1, $2, ST_GeomFromWKB($3, 4326))
                """);
            command.Parameters.AddWithValue(city);
            command.Parameters.AddWithValue($"{i + 1:0000}");
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)shapes[i]?.AsBinary() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
            await command.ExecuteNonQueryAsync();
        }

        await DescribeAsync("shapes", shapes.Count);
    }
}
