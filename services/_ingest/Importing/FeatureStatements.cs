using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>The statements that replace the features of a source by difference. $1 is the city, $2 the source.</summary>
internal sealed class FeatureStatements
{
    /// <summary>Parts of a side of the grid by which changed places are put together; an event has so many boxes at most, squared.</summary>
    private const int Grid = 8;

    private readonly CollectionDescriptor _collection;
    private readonly string _table;
    private readonly string _properties;
    private readonly string _unlessPart;

    /// <param name="isPart">Whether the staged rows are a part of the source's: then none is gone.</param>
    public FeatureStatements(CollectionDescriptor collection, bool isPart = false)
    {
        _unlessPart = isPart ? "AND false" : "";
        _collection = collection;
        _table = CollectionTable.Name(collection);
        _properties = string.Concat(collection.Properties.Select(p => ", " + Sql.Name(p.Column)));
    }

    /// <summary>Staging has the columns of the collection's table; the geometry comes as EWKB.</summary>
    public string CreateStaging => $"""
        CREATE TEMP TABLE staging (
            row_file text, row_line bigint, local_id text COLLATE "C", row_fingerprint bytea, row_ewkb bytea
            {string.Concat(_collection.Properties.Select(p => $", {Sql.Name(p.Column)} {CollectionTable.SqlType(p.Kind)}"))}
        ) ON COMMIT DROP
        """;

    public string CopyStaging => $"COPY staging (row_file, row_line, local_id, row_fingerprint, row_ewkb{_properties}) FROM STDIN (FORMAT binary)";

    /// <summary>Staging is looked up row by row, and the planner must know its size.</summary>
    public static string SettleStaging => "CREATE INDEX ON staging (local_id); ANALYZE staging";

    /// <summary>
    /// After a big change: until PostgreSQL looks by itself it takes the table for as small as it was, and compares the next
    /// run row by row with every other row.
    /// </summary>
    public string Settle => $"ANALYZE {_table}";

    /// <summary>Takes out of staging what another source holds.</summary>
    public string TakeForeign => $"""
        DELETE FROM staging s USING {_table} t
        WHERE t.city = $1 AND t.local_id = s.local_id AND t.deleted_at IS NULL AND t.from_source <> $2
        RETURNING s.row_file, s.row_line, s.local_id, t.from_source
        """;

    /// <summary>Inserted, updated, unchanged, deleted.</summary>
    public string Compare => $"""
        SELECT
            count(*) FILTER (WHERE t.local_id IS NULL OR t.deleted_at IS NOT NULL),
            count(*) FILTER (WHERE t.deleted_at IS NULL AND t.row_fingerprint <> s.row_fingerprint),
            count(*) FILTER (WHERE t.deleted_at IS NULL AND t.row_fingerprint = s.row_fingerprint),
            (SELECT count(*) FROM {_table} gone
             WHERE gone.city = $1 AND gone.from_source = $2 AND gone.deleted_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM staging s WHERE s.local_id = gone.local_id) {_unlessPart})
        FROM staging s LEFT JOIN {_table} t ON t.city = $1 AND t.local_id = s.local_id
        """;

    /// <summary>
    /// Writes what differs, marks what is gone; returns first and last change number, the box of what was written, and the
    /// boxes of all changed places, where features were and where they are: one a place while they are few, else one for
    /// each part of a grid of 8 by 8 that has some.
    /// </summary>
    public string Apply => $"""
        WITH before AS (
            SELECT old.geom FROM staging s JOIN {_table} old ON old.city = $1 AND old.local_id = s.local_id
            WHERE old.deleted_at IS NULL AND old.row_fingerprint <> s.row_fingerprint
        ), written AS (
            INSERT INTO {_table} AS t (city, local_id, from_source, geom, row_fingerprint, change_seq, changed_at{_properties})
            SELECT $1, s.local_id, $2, ST_GeomFromEWKB(s.row_ewkb), s.row_fingerprint, nextval('hub.change_sequence'), now(){_properties}
            FROM staging s
            WHERE NOT EXISTS (
                SELECT 1 FROM {_table} same
                WHERE same.city = $1 AND same.local_id = s.local_id AND same.row_fingerprint = s.row_fingerprint AND same.deleted_at IS NULL)
            ORDER BY s.local_id
            ON CONFLICT (city, local_id) DO UPDATE SET
                from_source = excluded.from_source, geom = excluded.geom, row_fingerprint = excluded.row_fingerprint,
                change_xid = excluded.change_xid, change_seq = excluded.change_seq, changed_at = excluded.changed_at,
                created_xid = CASE WHEN t.deleted_at IS NULL THEN t.created_xid ELSE excluded.created_xid END, deleted_at = NULL
                {string.Concat(_collection.Properties.Select(p => $", {Sql.Name(p.Column)} = excluded.{Sql.Name(p.Column)}"))}
            RETURNING t.change_seq, t.geom
        ), gone AS (
            UPDATE {_table} t SET deleted_at = now(), changed_at = now(), change_xid = pg_current_xact_id(), change_seq = nextval('hub.change_sequence')
            WHERE t.city = $1 AND t.from_source = $2 AND t.deleted_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM staging s WHERE s.local_id = t.local_id) {_unlessPart}
            RETURNING t.change_seq, t.geom
        ), changed AS (
            SELECT * FROM written UNION ALL SELECT * FROM gone
        ), extent AS (
            SELECT ST_Extent(geom) AS box FROM changed
        ), places AS (
            SELECT geom, row_number() OVER () AS number, count(*) OVER () AS count,
                (ST_XMin(geom) + ST_XMax(geom)) / 2 AS x, (ST_YMin(geom) + ST_YMax(geom)) / 2 AS y
            FROM (SELECT geom FROM changed UNION SELECT geom FROM before) both_sides WHERE NOT ST_IsEmpty(geom)
        ), frame AS (
            SELECT min(x) AS west, min(y) AS south, greatest(max(x) - min(x), 1e-9) / {Grid} AS width, greatest(max(y) - min(y), 1e-9) / {Grid} AS height
            FROM places
        ), parts AS (
            SELECT ST_Extent(geom) AS box FROM places, frame
            GROUP BY CASE WHEN count <= {Grid * Grid} THEN number END,
                CASE WHEN count > {Grid * Grid} THEN least(floor((x - west) / width), {Grid - 1}) * {Grid} + least(floor((y - south) / height), {Grid - 1}) END
        )
        SELECT min(change_seq), max(change_seq),
            (SELECT CASE WHEN box IS NULL THEN NULL ELSE ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] END FROM extent),
            (SELECT array_agg(ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)]) FROM parts)
        FROM changed
        """;
}
