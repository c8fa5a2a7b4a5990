using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Hosting.Database;

/// <summary>The table of a collection, as its descriptor makes it (infra/decisions/0002).</summary>
public static class CollectionTable
{
    /// <summary>The quoted name, with schema.</summary>
    public static string Name(CollectionDescriptor collection) => $"collections.{Sql.Name(collection.Relation)}";

    /// <summary>The SQL type of a property.</summary>
    public static string SqlType(PropertyKind kind) => kind switch
    {
        PropertyKind.Text => "text",
        PropertyKind.Date => "date",
        PropertyKind.Instant => "timestamp with time zone",
        PropertyKind.Integer => "bigint",
        PropertyKind.Number => "double precision",
        PropertyKind.Boolean => "boolean",
        PropertyKind.TextList => "text[]",
        PropertyKind.Geometry => "geometry(Geometry,4326)",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The parameter type of a property.</summary>
    public static NpgsqlDbType ParameterType(PropertyKind kind) => kind switch
    {
        PropertyKind.Text => NpgsqlDbType.Text,
        PropertyKind.Date => NpgsqlDbType.Date,
        PropertyKind.Instant => NpgsqlDbType.TimestampTz,
        PropertyKind.Integer => NpgsqlDbType.Bigint,
        PropertyKind.Number => NpgsqlDbType.Double,
        PropertyKind.Boolean => NpgsqlDbType.Boolean,
        PropertyKind.TextList => NpgsqlDbType.Array | NpgsqlDbType.Text,
        PropertyKind.Geometry => NpgsqlDbType.Bytea,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Makes the table, or adds the columns and indexes that the descriptor has and the table lacks.</summary>
    /// <exception cref="DescriptorException">A column exists with another type: the descriptor needs a new property name.</exception>
    public static async Task EnsureAsync(NpgsqlConnection connection, CollectionDescriptor collection, CancellationToken cancel)
    {
        var table = Name(collection);
        await ExecuteAsync(connection, $"""
            CREATE TABLE IF NOT EXISTS {table} (
                city            text   COLLATE "C" NOT NULL,
                local_id        text   COLLATE "C" NOT NULL,
                from_source     text   NOT NULL,
                geom            geometry(Geometry, 4326),
                row_fingerprint bytea  NOT NULL,
                {ChangeOrder.Columns},
                changed_at      timestamptz NOT NULL DEFAULT now(),
                deleted_at      timestamptz,
                PRIMARY KEY (city, local_id)
            )
            """, cancel);
        var present = await ColumnsAsync(connection, collection.Relation, cancel);
        foreach (var property in collection.Properties)
        {
            var type = SqlType(property.Kind);
            if (!present.TryGetValue(property.Column, out var existing))
                await ExecuteAsync(connection, $"ALTER TABLE {table} ADD COLUMN {Sql.Name(property.Column)} {type}", cancel);
            else if (existing != type)
                throw new DescriptorException($"{collection.Id}: properties.{property.Name}: is {type} in the descriptor, but {existing} in the table; give the property a new name.");
        }

        await EnsureIndexesAsync(connection, collection, table, cancel);
        await ChangeOrder.EnsureAsync(connection, collection, present, cancel);
    }

    /// <summary>Renews what is kept of a dataset as a whole. $1 is the city, $2 the collection.</summary>
    public static string Summarise(CollectionDescriptor collection) => $"""
        UPDATE hub.datasets d SET
            count = now.count,
            changed_at = now(),
            box = CASE WHEN now.box IS NULL THEN NULL ELSE ARRAY[ST_XMin(now.box), ST_YMin(now.box), ST_XMax(now.box), ST_YMax(now.box)] END
        FROM (SELECT count(*) AS count, ST_Extent(geom) AS box FROM {Name(collection)} WHERE city = $1 AND deleted_at IS NULL) now
        WHERE d.city = $1 AND d.collection = $2
        """;

    private static async Task EnsureIndexesAsync(NpgsqlConnection connection, CollectionDescriptor collection, string table, CancellationToken cancel)
    {
        if (collection.Geometry is not null)
            await ExecuteAsync(connection, $"CREATE INDEX IF NOT EXISTS {Sql.Name(collection.Relation + "_geom")} ON {table} USING gist (geom)", cancel);
        if (collection.Instant is { } instant)
            await ExecuteAsync(connection, $"CREATE INDEX IF NOT EXISTS {Sql.Name(collection.Relation + "_instant")} ON {table} (city, {Sql.Name(instant.Column)})", cancel);
        // Relations ask for the rows that name a feature (infra/decisions/0011).
        foreach (var reference in collection.Properties.Where(p => p.ReferredCollection is not null))
            await ExecuteAsync(connection, $"CREATE INDEX IF NOT EXISTS {Sql.Name($"{collection.Relation}_ref_{reference.Column}")} ON {table} (city, {Sql.Name(reference.Column)})", cancel);
    }

    private static async Task<Dictionary<string, string>> ColumnsAsync(NpgsqlConnection connection, string relation, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            SELECT attname, format_type(atttypid, atttypmod)
            FROM pg_attribute
            WHERE attrelid = format('collections.%I', $1)::regclass AND attnum > 0 AND NOT attisdropped
            """, connection);
        command.Parameters.AddWithValue(relation);
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            columns.Add(reader.GetString(0), reader.GetString(1));
        return columns;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
