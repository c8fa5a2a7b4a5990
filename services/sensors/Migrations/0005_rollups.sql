-- Hours and days of each datastream (infra/decisions/0013), by UTC. Hours and days without a result have no row.
CREATE TABLE hub.hourly_rollups (
    datastream_id bigint NOT NULL,
    begin_time    timestamptz NOT NULL,
    count         bigint NOT NULL,
    sum           double precision NOT NULL,
    min           double precision NOT NULL,
    max           double precision NOT NULL,
    first         double precision NOT NULL,
    last          double precision NOT NULL,
    PRIMARY KEY (datastream_id, begin_time)
) WITH (fillfactor = 90);
CREATE TABLE hub.daily_rollups (LIKE hub.hourly_rollups INCLUDING ALL) WITH (fillfactor = 90);

-- Whole hours that were written to and whose rollups are not worked out anew yet. A mark is never changed, so a writer
-- waits for nobody, and one that is not committed cannot be taken for done.
CREATE TABLE hub.pending_rollups (
    mark_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    datastream_id bigint NOT NULL,
    from_time     timestamptz NOT NULL,
    to_time       timestamptz NOT NULL
);
CREATE INDEX pending_rollups_datastream ON hub.pending_rollups (datastream_id, from_time);

-- What goes into rollups, the one place that says so: numbers, of several readings of one time the first, and nothing that
-- sums of double precision could not hold.
CREATE VIEW hub.rolled_observations AS
SELECT datastream_id, phenomenon_time, result FROM hub.observations WHERE source = 0 AND abs(result) < 1e290;

-- Neighbouring hours become one mark, within a year, so that no mark is much work.
CREATE FUNCTION hub.mark_rollups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hub.pending_rollups (datastream_id, from_time, to_time)
    SELECT datastream_id, lower(hours), upper(hours) FROM (
        SELECT datastream_id, unnest(range_agg(tstzrange(hour, hour + interval '1 hour'))) AS hours
        FROM (SELECT DISTINCT datastream_id, date_trunc('hour', phenomenon_time, 'UTC') AS hour FROM touched) h
        GROUP BY datastream_id, hub.partition_year(hour)
    ) m;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_added AFTER INSERT ON hub.observations REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hub.mark_rollups();
CREATE TRIGGER mark_deleted AFTER DELETE ON hub.observations REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hub.mark_rollups();
CREATE TRIGGER mark_left AFTER UPDATE ON hub.observations REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hub.mark_rollups();
CREATE TRIGGER mark_entered AFTER UPDATE ON hub.observations REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hub.mark_rollups();

-- Works out anew what some marks name, at most so many marks and about so many hours of them; returns how many marks it
-- took. One caller at a time: of two that work on the same hour, the one that saw less could be the last to write.
-- Everything here goes by an index; tables without statistics, as after a first import, would be read whole for each mark.
CREATE FUNCTION hub.renew_rollups(most_marks integer DEFAULT 5000, most_hours integer DEFAULT 100000) RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off SET work_mem = '64MB' AS $$
DECLARE
    taken  integer;
    ids    bigint[];
    begins timestamptz[];
    ends   timestamptz[];
BEGIN
    PERFORM pg_advisory_xact_lock(x'55444812'::bigint);
    WITH oldest AS MATERIALIZED (
        SELECT mark_id, extract(epoch FROM to_time - from_time) / 3600 AS hours FROM hub.pending_rollups ORDER BY mark_id LIMIT most_marks
    ), chosen AS (
        SELECT mark_id FROM (SELECT mark_id, sum(hours) OVER (ORDER BY mark_id) - hours AS before FROM oldest) o WHERE before < most_hours
    ), gone AS (
        DELETE FROM hub.pending_rollups p USING chosen c WHERE p.mark_id = c.mark_id RETURNING p.datastream_id, p.from_time, p.to_time
    ), merged AS (
        SELECT datastream_id, unnest(range_agg(tstzrange(from_time, to_time))) AS hours FROM gone GROUP BY datastream_id
    )
    SELECT (SELECT count(*) FROM gone), array_agg(datastream_id ORDER BY datastream_id), array_agg(lower(hours) ORDER BY datastream_id), array_agg(upper(hours) ORDER BY datastream_id)
    INTO taken, ids, begins, ends FROM merged;
    IF taken = 0 THEN
        RETURN 0;
    END IF;
    -- Who deletes a datastream waits, and then clears what is written here.
    PERFORM FROM hub.datastreams WHERE datastream_id = ANY (ids) ORDER BY datastream_id FOR KEY SHARE;

    WITH marks AS (
        SELECT * FROM unnest(ids, begins, ends) AS m (datastream_id, from_time, to_time)
    ), fresh AS MATERIALIZED (
        SELECT o.datastream_id, date_trunc('hour', o.phenomenon_time, 'UTC') AS begin_time, count(*) AS count, sum(o.result) AS sum, min(o.result) AS min, max(o.result) AS max,
            (array_agg(o.result ORDER BY o.phenomenon_time))[1] AS first, (array_agg(o.result ORDER BY o.phenomenon_time DESC))[1] AS last
        FROM marks m CROSS JOIN LATERAL (
            SELECT * FROM hub.rolled_observations r WHERE r.datastream_id = m.datastream_id AND r.phenomenon_time >= m.from_time AND r.phenomenon_time < m.to_time
        ) o GROUP BY 1, 2
    ), gone AS (
        DELETE FROM hub.hourly_rollups r USING marks m
        WHERE r.datastream_id = m.datastream_id AND r.begin_time >= m.from_time AND r.begin_time < m.to_time
            AND NOT EXISTS (SELECT FROM fresh f WHERE f.datastream_id = r.datastream_id AND f.begin_time = r.begin_time)
    )
    INSERT INTO hub.hourly_rollups AS r SELECT * FROM fresh
    ON CONFLICT (datastream_id, begin_time) DO UPDATE SET count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max, first = excluded.first, last = excluded.last
    WHERE (r.count, r.sum, r.min, r.max, r.first, r.last) IS DISTINCT FROM (excluded.count, excluded.sum, excluded.min, excluded.max, excluded.first, excluded.last);

    WITH marks AS (
        SELECT datastream_id, lower(days) AS from_time, upper(days) AS to_time FROM (
            SELECT datastream_id, unnest(range_agg(tstzrange(date_trunc('day', from_time, 'UTC'), date_trunc('day', to_time - interval '1 hour', 'UTC') + interval '24 hours'))) AS days
            FROM unnest(ids, begins, ends) AS m (datastream_id, from_time, to_time) GROUP BY datastream_id) d
    ), fresh AS MATERIALIZED (
        SELECT h.datastream_id, date_trunc('day', h.begin_time, 'UTC') AS begin_time, sum(h.count)::bigint AS count, sum(h.sum) AS sum, min(h.min) AS min, max(h.max) AS max,
            (array_agg(h.first ORDER BY h.begin_time))[1] AS first, (array_agg(h.last ORDER BY h.begin_time DESC))[1] AS last
        FROM marks m CROSS JOIN LATERAL (
            SELECT * FROM hub.hourly_rollups r WHERE r.datastream_id = m.datastream_id AND r.begin_time >= m.from_time AND r.begin_time < m.to_time
        ) h GROUP BY 1, 2
    ), gone AS (
        DELETE FROM hub.daily_rollups r USING marks m
        WHERE r.datastream_id = m.datastream_id AND r.begin_time >= m.from_time AND r.begin_time < m.to_time
            AND NOT EXISTS (SELECT FROM fresh f WHERE f.datastream_id = r.datastream_id AND f.begin_time = r.begin_time)
    )
    INSERT INTO hub.daily_rollups AS r SELECT * FROM fresh
    ON CONFLICT (datastream_id, begin_time) DO UPDATE SET count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max, first = excluded.first, last = excluded.last
    WHERE (r.count, r.sum, r.min, r.max, r.first, r.last) IS DISTINCT FROM (excluded.count, excluded.sum, excluded.min, excluded.max, excluded.first, excluded.last);
    RETURN taken;
END $$;

-- A datastream that is gone leaves no rollups.
CREATE OR REPLACE FUNCTION hub.clear_observations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'datastreams' THEN
        DELETE FROM hub.observations WHERE datastream_id = OLD.datastream_id;
        DELETE FROM hub.pending_rollups WHERE datastream_id = OLD.datastream_id;
        DELETE FROM hub.hourly_rollups WHERE datastream_id = OLD.datastream_id;
        DELETE FROM hub.daily_rollups WHERE datastream_id = OLD.datastream_id;
    ELSE
        DELETE FROM hub.observations WHERE feature_id = OLD.feature_id;
    END IF;
    RETURN NULL;
END $$;

INSERT INTO hub.pending_rollups (datastream_id, from_time, to_time)
SELECT datastream_id, lower(hours), upper(hours) FROM (
    SELECT datastream_id, unnest(range_agg(tstzrange(hour, hour + interval '1 hour'))) AS hours
    FROM (SELECT DISTINCT datastream_id, date_trunc('hour', phenomenon_time, 'UTC') AS hour FROM hub.observations) h
    GROUP BY datastream_id, hub.partition_year(hour)
) m;
