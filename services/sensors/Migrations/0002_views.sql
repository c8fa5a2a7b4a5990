-- The collections `datastreams` and `observations`, as _features reads a collection. They have no tombstones:
-- a datastream stays, an observation is only corrected.
CREATE VIEW collections.datastreams AS
SELECT d.city, d.datastream_id, d.datastream_id AS datastream,
    d.city || ':' || d.station AS station, d.key, d.title_de AS title, d.property, d.unit, d.period,
    d.count AS "observationCount", d.first_time AS "firstTime", d.last_time AS "lastTime", d.last_result AS "lastResult",
    s.geom, NULL::timestamptz AS deleted_at
FROM hub.datastreams d
LEFT JOIN collections.monitoring_stations s ON s.city = d.city AND s.local_id = d.station AND s.deleted_at IS NULL;

CREATE VIEW collections.observations AS
SELECT d.city, o.datastream_id, o.phenomenon_time, o.datastream_id AS datastream,
    d.city || ':' || d.station AS station, d.property, o.phenomenon_time AS "phenomenonTime", o.result, d.unit,
    NULL::geometry(Geometry, 4326) AS geom, NULL::timestamptz AS deleted_at
FROM hub.observations o
JOIN hub.datastreams d USING (datastream_id);
