-- Observations lie in a partition a year (infra/decisions/0013); what was observed before 2000 shares one.
DROP VIEW sensorthings.observations;
DROP VIEW collections.observations;
ALTER TABLE hub.observations RENAME TO observations_before;
ALTER TABLE hub.observations_before ALTER COLUMN observation_id DROP IDENTITY;
DROP INDEX hub.observations_id, hub.observations_feature;
ALTER TABLE hub.observations_before DROP CONSTRAINT observations_pkey;

CREATE TABLE hub.observations (
    datastream_id   bigint NOT NULL,
    phenomenon_time timestamptz NOT NULL,
    source          bigint NOT NULL DEFAULT 0,
    observation_id  bigint GENERATED ALWAYS AS IDENTITY,
    result          double precision,
    feature_id      bigint,
    result_time     timestamptz,
    details         jsonb,
    PRIMARY KEY (datastream_id, phenomenon_time, source)
) PARTITION BY RANGE (phenomenon_time);
CREATE INDEX observations_feature ON hub.observations (feature_id) WHERE feature_id IS NOT NULL;

-- The year by which the partition of a time is called: 1999 stands for all that was before 2000.
CREATE FUNCTION hub.partition_year(t timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(extract(year FROM t AT TIME ZONE 'UTC')::integer, 1999)
$$;

CREATE VIEW hub.partitions AS
SELECT c.oid::regclass AS name, coalesce(substring(c.relname FROM '^observations_(\d{4})')::integer, 1999) AS year, i.inhdetachpending AS leaving
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'hub.observations'::regclass;

-- Makes the partition of a year if there is none. Attaching keeps out neither readers nor writers; the empty table needs no scan.
CREATE FUNCTION hub.make_partition(y integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := 'observations_' || CASE WHEN y < 2000 THEN 'old' ELSE y::text END;
BEGIN
    PERFORM pg_advisory_xact_lock(x'55444811'::bigint);
    IF EXISTS (SELECT FROM hub.partitions p WHERE p.year = y AND NOT p.leaving) THEN
        RETURN;
    END IF;
    -- One that retention took out may still have the name.
    IF to_regclass('hub.' || name) IS NOT NULL THEN
        name := name || '_' || pg_current_xact_id();
    END IF;
    EXECUTE format('CREATE TABLE hub.%I (LIKE hub.observations INCLUDING DEFAULTS)', name);
    EXECUTE format('CREATE UNIQUE INDEX ON hub.%I (observation_id)', name);
    EXECUTE format('ALTER TABLE hub.observations ATTACH PARTITION hub.%I FOR VALUES FROM (%s) TO (%L)', name,
        CASE WHEN y < 2000 THEN 'MINVALUE' ELSE quote_literal(make_timestamptz(y, 1, 1, 0, 0, 0, 'UTC')) END,
        make_timestamptz(y + 1, 1, 1, 0, 0, 0, 'UTC'));
END $$;

SELECT hub.make_partition(y) FROM (SELECT DISTINCT hub.partition_year(phenomenon_time) AS y FROM hub.observations_before) years;
INSERT INTO hub.observations (datastream_id, phenomenon_time, source, observation_id, result, feature_id, result_time, details)
OVERRIDING SYSTEM VALUE
SELECT datastream_id, phenomenon_time, source, observation_id, result, feature_id, result_time, details FROM hub.observations_before ORDER BY datastream_id, phenomenon_time, source;
SELECT setval(pg_get_serial_sequence('hub.observations', 'observation_id'), max(observation_id)) FROM hub.observations HAVING count(*) > 0;
DROP TABLE hub.observations_before;
ANALYZE hub.observations;

-- The views as they were.
CREATE VIEW collections.observations AS
SELECT d.city, o.datastream_id, o.phenomenon_time, o.datastream_id AS datastream,
    d.city || ':' || d.station AS station, d.property, o.phenomenon_time AS "phenomenonTime", o.result, d.unit,
    NULL::geometry(Geometry, 4326) AS geom, NULL::timestamptz AS deleted_at, o.source
FROM hub.observations o
JOIN hub.datastreams d USING (datastream_id);

CREATE VIEW sensorthings.observations AS
SELECT o.observation_id AS id, o.datastream_id, coalesce(o.feature_id, t.feature_id) AS feature_id, o.feature_id AS own_feature_id,
    o.source, o.phenomenon_time AS begin_time,
    coalesce((o.details ->> 'end')::timestamptz, o.phenomenon_time + nullif(d.period, 'PT0S')::interval) AS end_time,
    o.result, o.details -> 'result' AS result_json, o.result_time,
    (o.details ->> 'validFrom')::timestamptz AS valid_from, (o.details ->> 'validUntil')::timestamptz AS valid_until,
    o.details -> 'resultQuality' AS result_quality, o.details -> 'parameters' AS parameters
FROM hub.observations o
JOIN hub.datastreams d USING (datastream_id)
JOIN hub.things t ON t.thing_id = d.thing_id AND NOT t.hidden;
