using System.Text.Json;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Writes the things of clients as monitoring stations, so that they are the same rows by every other door.</summary>
internal sealed class StationMirror(CollectionDescriptor stations)
{
    private const string Mirror = """
        WITH wanted AS (
            SELECT t.city, t.station, t.name, t.description AS location,
                CASE WHEN t.properties ->> 'kind' = ANY ($1) THEN t.properties ->> 'kind' ELSE 'other' END AS kind,
                t.properties ->> 'code' AS code, t.properties ->> 'operator' AS operator,
                CASE jsonb_typeof(t.properties -> 'elevation') WHEN 'number' THEN (t.properties ->> 'elevation')::float8 END AS elevation,
                CASE WHEN t.properties ->> 'capacity' ~ '^\d{1,9}$' THEN (t.properties ->> 'capacity')::bigint END AS capacity,
                (SELECT CASE GeometryType(l.geom) WHEN 'POINT' THEN ST_Force2D(l.geom) ELSE ST_PointOnSurface(ST_Force2D(l.geom)) END
                 FROM hub.thing_locations p JOIN hub.locations l USING (location_id)
                 WHERE p.thing_id = t.thing_id AND l.geom IS NOT NULL ORDER BY l.location_id LIMIT 1) AS geom
            FROM hub.things t WHERE t.thing_id = ANY ($2) AND NOT t.imported
        ), named AS (
            SELECT *, sha256(convert_to(concat_ws('|', name, location, kind, code, operator, elevation, capacity, ST_AsText(geom)), 'UTF8')) AS fingerprint FROM wanted
        ), before AS (
            SELECT s.city, s.geom FROM collections.monitoring_stations s JOIN named n ON n.city = s.city AND n.station = s.local_id WHERE s.deleted_at IS NULL
        ), written AS (
            INSERT INTO collections.monitoring_stations AS s (city, local_id, from_source, geom, row_fingerprint, name, kind, code, operator, location, elevation, capacity)
            SELECT city, station, 'sensorthings', geom, fingerprint, name, kind, code, operator, location, elevation, capacity FROM named
            ON CONFLICT (city, local_id) DO UPDATE SET geom = excluded.geom, row_fingerprint = excluded.row_fingerprint, name = excluded.name, kind = excluded.kind, code = excluded.code,
                operator = excluded.operator, location = excluded.location, elevation = excluded.elevation, capacity = excluded.capacity
            WHERE s.row_fingerprint <> excluded.row_fingerprint
            RETURNING s.city, s.change_seq, s.geom, CASE WHEN s.xmax = 0 THEN 'inserted' ELSE 'updated' END AS what
        ), gone AS (
            UPDATE collections.monitoring_stations s SET deleted_at = now() FROM unnest($3::text[], $4::text[]) AS g (city, station)
            WHERE s.city = g.city AND s.local_id = g.station AND s.from_source = 'sensorthings' AND s.deleted_at IS NULL
            RETURNING s.city, s.change_seq, s.geom, 'deleted'
        ), changed AS (
            SELECT * FROM written UNION ALL SELECT * FROM gone
        )
        SELECT city, count(*) FILTER (WHERE what = 'inserted'), count(*) FILTER (WHERE what = 'updated'), count(*) FILTER (WHERE what = 'deleted'), min(change_seq), max(change_seq),
            (SELECT CASE WHEN count(p.geom) = 0 THEN NULL ELSE ARRAY[min(ST_XMin(p.geom)), min(ST_YMin(p.geom)), max(ST_XMax(p.geom)), max(ST_YMax(p.geom))] END
             FROM (SELECT city, geom FROM changed UNION ALL SELECT city, geom FROM before) p WHERE p.city = c.city)
        FROM changed c GROUP BY city
        """;

    /// <summary>Brings the stations of the session's things up to date, with the events.</summary>
    public async Task FollowAsync(WriteSession session)
    {
        if (session.Things.Count + session.GoneStations.Count == 0)
            return;
        var changes = await session.ReadAsync(
            Mirror,
            row => new FeaturesChanged(
                row.GetString(0), stations.Id, row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<double[]>(6), DateTimeOffset.UtcNow, row.IsDBNull(6) ? [] : [row.GetFieldValue<double[]>(6)]),
            stations.Properties.Single(p => p.Name == "kind").Codes!.ToArray(), session.Things.ToArray(),
            session.GoneStations.Select(g => g.City).ToArray(), session.GoneStations.Select(g => g.Station).ToArray());
        foreach (var change in changes)
        {
            await session.ExecuteAsync(CollectionTable.Summarise(stations), change.City, stations.Id);
            await Outbox.AddAsync(session.Connection, session.Transaction, change, session.Cancel);
        }
    }
}
