-- MultiDatastreams (infra/decisions/0012). `element_…`: what the elements of a MultiDatastream are, in their order; null of
-- every other datastream. `multi_datastream_id` and `element`, from 0: whose element a datastream is.
ALTER TABLE hub.datastreams
    ADD COLUMN element_types       jsonb,
    ADD COLUMN element_units       jsonb,
    ADD COLUMN element_properties  bigint[],
    ADD COLUMN multi_datastream_id bigint REFERENCES hub.datastreams ON DELETE CASCADE,
    ADD COLUMN element             integer;
CREATE UNIQUE INDEX datastreams_element ON hub.datastreams (multi_datastream_id, element) WHERE multi_datastream_id IS NOT NULL;

-- What an imported datastream belongs to, and what the other doors tell of one that a client wrote. Property and unit of a
-- MultiDatastream are those of its elements, in brackets: no rule and no question for a property takes it for one of them.
CREATE OR REPLACE FUNCTION hub.relate_datastream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.imported THEN
        NEW.key := 'datastream-' || NEW.datastream_id;
        NEW.title_de := NEW.name;
        NEW.title_en := NEW.name;
        NEW.period := coalesce(NEW.period, 'PT0S');
        SELECT city, station INTO NEW.city, NEW.station FROM hub.things WHERE thing_id = NEW.thing_id;
        IF NEW.element_types IS NULL THEN
            SELECT property INTO NEW.property FROM hub.observed_properties WHERE observed_property_id = NEW.observed_property_id;
            NEW.unit := hub.unit_code(NEW.unit_of_measurement);
        ELSE
            NEW.observed_property_id := NEW.element_properties[1];
            NEW.observation_type := 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation';
            SELECT '[' || string_agg(p.property, ',' ORDER BY e.place) || ']', '[' || string_agg(hub.unit_code(NEW.element_units -> (e.place - 1)::integer), ',' ORDER BY e.place) || ']'
            INTO NEW.property, NEW.unit
            FROM unnest(NEW.element_properties) WITH ORDINALITY AS e (id, place) JOIN hub.observed_properties p ON p.observed_property_id = e.id;
        END IF;
        RETURN NEW;
    END IF;
    -- A series can come before its station.
    INSERT INTO hub.things (city, station, imported, hidden, name, description) VALUES (NEW.city, NEW.station, true, true, NEW.station, NEW.station) ON CONFLICT DO NOTHING;
    INSERT INTO hub.observed_properties (imported, property, name, definition, description, properties)
    VALUES (true, NEW.property, NEW.property, 'urn:urbandatahub:property:' || NEW.property, NEW.property, jsonb_build_object('code', NEW.property)) ON CONFLICT DO NOTHING;
    INSERT INTO hub.sensors (imported, city, property, name, description, encoding, metadata, properties)
    SELECT true, NEW.city, NEW.property, p.name, 'Messverfahren: in der Quelle nicht genannt', 'text/html',
        to_jsonb('http://www.opengis.net/def/nil/OGC/0/unknown'::text), jsonb_build_object('city', NEW.city)
    FROM hub.observed_properties p WHERE p.property = NEW.property AND p.imported ON CONFLICT DO NOTHING;
    SELECT thing_id INTO NEW.thing_id FROM hub.things WHERE city = NEW.city AND station = NEW.station;
    SELECT observed_property_id INTO NEW.observed_property_id FROM hub.observed_properties WHERE property = NEW.property AND imported;
    SELECT sensor_id INTO NEW.sensor_id FROM hub.sensors WHERE city = NEW.city AND property = NEW.property AND imported;
    RETURN NEW;
END $$;

-- The UCUM code of a unit that a client wrote, else its symbol.
CREATE FUNCTION hub.unit_code(unit jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(substring(unit ->> 'definition' FROM '^ucum:(.*)$'), unit ->> 'symbol', '')
$$;

DROP TRIGGER relate_datastream ON hub.datastreams;
CREATE TRIGGER relate_datastream BEFORE INSERT OR UPDATE OF property, thing_id, observed_property_id, name, unit_of_measurement, element_units, element_properties ON hub.datastreams
    FOR EACH ROW EXECUTE FUNCTION hub.relate_datastream();

-- The elements of a MultiDatastream are datastreams of its thing and sensor.
CREATE FUNCTION hub.follow_elements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hub.datastreams (imported, multi_datastream_id, element, thing_id, sensor_id, observed_property_id, name, description, observation_type, unit_of_measurement, properties)
    SELECT false, NEW.datastream_id, place - 1, NEW.thing_id, NEW.sensor_id, e.id, NEW.name || ': ' || p.name, NEW.description,
        NEW.element_types ->> (place - 1)::integer, NEW.element_units -> (place - 1)::integer, jsonb_build_object('multiDatastream', NEW.datastream_id, 'element', place - 1)
    FROM unnest(NEW.element_properties) WITH ORDINALITY AS e (id, place) JOIN hub.observed_properties p ON p.observed_property_id = e.id
    ORDER BY place
    ON CONFLICT (multi_datastream_id, element) WHERE multi_datastream_id IS NOT NULL DO UPDATE SET
        thing_id = excluded.thing_id, sensor_id = excluded.sensor_id, observed_property_id = excluded.observed_property_id, name = excluded.name,
        description = excluded.description, observation_type = excluded.observation_type, unit_of_measurement = excluded.unit_of_measurement;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_elements AFTER INSERT OR UPDATE OF thing_id, sensor_id, name, description, element_types, element_units, element_properties ON hub.datastreams
    FOR EACH ROW WHEN (NEW.element_types IS NOT NULL) EXECUTE FUNCTION hub.follow_elements();

-- A MultiDatastream cannot be without one of its properties.
CREATE FUNCTION hub.element_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM hub.datastreams WHERE datastream_id = OLD.multi_datastream_id;
    RETURN NULL;
END $$;
CREATE TRIGGER element_gone AFTER DELETE ON hub.datastreams FOR EACH ROW WHEN (OLD.multi_datastream_id IS NOT NULL) EXECUTE FUNCTION hub.element_gone();

-- Makes an observation of each element of some tuples, or renews it; an element that is null was not observed. What a
-- client said of quality goes with it, what was judged of the tuple does not.
CREATE FUNCTION hub.spread_observations(ids bigint[], datastreams bigint[], times timestamptz[])
RETURNS TABLE (id bigint, datastream bigint, tuple bigint, made_at timestamptz, value double precision, feature bigint, told_at timestamptz) LANGUAGE sql AS $$
    WITH spread AS (
        SELECT p.datastream_id, p.multi_datastream_id, t.phenomenon_time, t.source, e.value, t.feature_id, t.result_time, nullif(t.details - 'result' - 'resultQuality'
            || CASE WHEN jsonb_typeof(e.value) = 'number' THEN '{}' ELSE jsonb_build_object('result', e.value) END
            || CASE WHEN q.given IS NULL THEN '{}' ELSE jsonb_build_object('resultQuality', q.given) END, '{}') AS details
        FROM unnest(ids, datastreams, times) AS g (id, datastream, time)
        JOIN hub.observations t ON t.datastream_id = g.datastream AND t.phenomenon_time = g.time AND t.observation_id = g.id
        JOIN hub.datastreams p ON p.multi_datastream_id = t.datastream_id
        CROSS JOIN LATERAL (SELECT t.details -> 'result' -> p.element AS value) e
        CROSS JOIN LATERAL (SELECT CASE WHEN t.details -> 'resultQuality' ?& ARRAY['flag', 'checks'] THEN t.details #> '{resultQuality,given}' ELSE t.details -> 'resultQuality' END AS given) q
    ), gone AS (
        DELETE FROM hub.observations o USING spread s
        WHERE jsonb_typeof(s.value) = 'null' AND o.datastream_id = s.datastream_id AND o.phenomenon_time = s.phenomenon_time AND o.source = s.source
    ), written AS (
        INSERT INTO hub.observations AS o (datastream_id, phenomenon_time, source, result, feature_id, result_time, details)
        SELECT datastream_id, phenomenon_time, source, CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::float8 END, feature_id, result_time, details
        FROM spread WHERE jsonb_typeof(value) <> 'null' ORDER BY datastream_id, phenomenon_time, source
        ON CONFLICT (datastream_id, phenomenon_time, source) DO UPDATE SET result = excluded.result, feature_id = excluded.feature_id, result_time = excluded.result_time, details = excluded.details
        RETURNING *
    )
    SELECT w.observation_id, w.datastream_id, p.multi_datastream_id, w.phenomenon_time, w.result, w.feature_id, w.result_time
    FROM written w JOIN hub.datastreams p USING (datastream_id) ORDER BY w.observation_id
$$;

DROP VIEW sensorthings.observations;
CREATE VIEW sensorthings.observations AS
SELECT o.observation_id AS id, o.datastream_id, o.datastream_id AS multi_datastream_id, d.element_types IS NULL AS of_datastream, d.element_types IS NOT NULL AS of_multi_datastream,
    coalesce(o.feature_id, t.feature_id) AS feature_id, o.feature_id AS own_feature_id,
    o.source, o.phenomenon_time AS begin_time,
    coalesce((o.details ->> 'end')::timestamptz, o.phenomenon_time + nullif(d.period, 'PT0S')::interval) AS end_time,
    o.result, o.details -> 'result' AS result_json, o.result_time,
    (o.details ->> 'validFrom')::timestamptz AS valid_from, (o.details ->> 'validUntil')::timestamptz AS valid_until,
    o.details -> 'resultQuality' AS result_quality, o.details -> 'parameters' AS parameters
FROM hub.observations o
JOIN hub.datastreams d USING (datastream_id)
JOIN hub.things t ON t.thing_id = d.thing_id AND NOT t.hidden;

CREATE OR REPLACE VIEW sensorthings.datastreams AS
SELECT d.datastream_id AS id, d.thing_id, d.observed_property_id, d.sensor_id,
    coalesce(d.name, d.title_de || ' (' || t.name || ')') AS name, coalesce(d.description, p.name || ' (' || t.name || ')') AS description,
    d.observation_type,
    coalesce(d.unit_of_measurement, jsonb_build_object('name', d.unit, 'symbol', d.unit, 'definition', 'ucum:' || d.unit)) AS unit_of_measurement,
    CASE WHEN d.imported THEN f.geom ELSE d.observed_area END AS observed_area,
    d.first_time, d.last_time, d.first_result_time, d.last_result_time,
    CASE WHEN d.imported
        THEN jsonb_build_object('id', d.city || ':' || d.datastream_id, 'city', d.city, 'key', d.key, 'period', d.period, 'observationCount', d.count)
        ELSE d.properties END AS properties
FROM hub.datastreams d
JOIN hub.things t ON t.thing_id = d.thing_id AND NOT t.hidden
JOIN hub.observed_properties p ON p.observed_property_id = d.observed_property_id
LEFT JOIN hub.features_of_interest f ON f.feature_id = t.feature_id
WHERE d.element_types IS NULL;

CREATE VIEW sensorthings.multi_datastreams AS
SELECT d.datastream_id AS id, d.thing_id, d.sensor_id, d.name, d.description, d.observation_type, d.element_types, d.element_units, d.observed_area,
    d.first_time, d.last_time, d.first_result_time, d.last_result_time, d.properties
FROM hub.datastreams d
JOIN hub.things t ON t.thing_id = d.thing_id AND NOT t.hidden
WHERE d.element_types IS NOT NULL;

-- The properties of each MultiDatastream, in the order of its elements; one that it has twice is there twice.
CREATE VIEW sensorthings.element_properties AS
SELECT p.*, d.multi_datastream_id, d.element FROM sensorthings.observed_properties p JOIN hub.datastreams d ON d.observed_property_id = p.id
WHERE d.multi_datastream_id IS NOT NULL;
