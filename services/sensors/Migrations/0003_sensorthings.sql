-- The entities of SensorThings (infra/decisions/0012). What the imports bring is written through by triggers and says so in
-- `imported`; what clients write lies beside it.
CREATE TABLE hub.features_of_interest (
    feature_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    imported    boolean NOT NULL DEFAULT false,
    name        text NOT NULL,
    description text NOT NULL,
    encoding    text NOT NULL,
    feature     jsonb,
    geom        geometry(Geometry, 4326),
    properties  jsonb
);

-- The words of an imported thing come from its station; it hides while the station is deleted.
CREATE TABLE hub.things (
    thing_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city        text COLLATE "C" NOT NULL,
    station     text COLLATE "C" NOT NULL,
    imported    boolean NOT NULL DEFAULT false,
    hidden      boolean NOT NULL DEFAULT false,
    name        text NOT NULL,
    description text NOT NULL,
    properties  jsonb,
    feature_id  bigint REFERENCES hub.features_of_interest,
    UNIQUE (city, station)
);
CREATE INDEX things_feature ON hub.things (feature_id);

-- `feature_id`: the feature that observations without one were given while their thing was here (OGC 18-088, clause 8.2.8).
CREATE TABLE hub.locations (
    location_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    imported    boolean NOT NULL DEFAULT false,
    name        text NOT NULL,
    description text NOT NULL,
    encoding    text NOT NULL,
    location    jsonb NOT NULL,
    geom        geometry(Geometry, 4326),
    properties  jsonb,
    feature_id  bigint REFERENCES hub.features_of_interest ON DELETE SET NULL
);
CREATE INDEX locations_geom ON hub.locations USING gist (geom);
CREATE INDEX locations_feature ON hub.locations (feature_id);

CREATE TABLE hub.thing_locations (
    thing_id    bigint NOT NULL REFERENCES hub.things ON DELETE CASCADE,
    location_id bigint NOT NULL REFERENCES hub.locations ON DELETE CASCADE,
    PRIMARY KEY (thing_id, location_id)
);
CREATE INDEX thing_locations_location ON hub.thing_locations (location_id);

CREATE TABLE hub.historical_locations (
    historical_location_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thing_id               bigint NOT NULL REFERENCES hub.things ON DELETE CASCADE,
    time                   timestamptz NOT NULL
);
CREATE INDEX historical_locations_thing ON hub.historical_locations (thing_id);

CREATE TABLE hub.historical_location_locations (
    historical_location_id bigint NOT NULL REFERENCES hub.historical_locations ON DELETE CASCADE,
    location_id            bigint NOT NULL REFERENCES hub.locations ON DELETE CASCADE,
    PRIMARY KEY (historical_location_id, location_id)
);
CREATE INDEX historical_location_locations_location ON hub.historical_location_locations (location_id);

-- `property` is the code by which the other doors ask. The words of the vocabulary come when the service starts.
CREATE TABLE hub.observed_properties (
    observed_property_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    imported             boolean NOT NULL DEFAULT false,
    property             text COLLATE "C" NOT NULL,
    name                 text NOT NULL,
    definition           text NOT NULL,
    description          text NOT NULL,
    properties           jsonb
);
CREATE UNIQUE INDEX observed_properties_imported ON hub.observed_properties (property) WHERE imported;

-- Imports make one for each property of a city: their files tell what is measured, not by which device.
CREATE TABLE hub.sensors (
    sensor_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    imported    boolean NOT NULL DEFAULT false,
    city        text COLLATE "C",
    property    text COLLATE "C",
    name        text NOT NULL,
    description text NOT NULL,
    encoding    text NOT NULL,
    metadata    jsonb NOT NULL,
    properties  jsonb
);
CREATE UNIQUE INDEX sensors_imported ON hub.sensors (city, property) WHERE imported;

ALTER TABLE hub.datastreams
    ADD COLUMN imported             boolean NOT NULL DEFAULT true,
    ADD COLUMN thing_id             bigint REFERENCES hub.things ON DELETE CASCADE,
    ADD COLUMN sensor_id            bigint REFERENCES hub.sensors ON DELETE CASCADE,
    ADD COLUMN observed_property_id bigint REFERENCES hub.observed_properties ON DELETE CASCADE,
    ADD COLUMN name                 text,
    ADD COLUMN description          text,
    ADD COLUMN observation_type     text NOT NULL DEFAULT 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
    ADD COLUMN unit_of_measurement  jsonb,
    ADD COLUMN properties           jsonb,
    ADD COLUMN observed_area        geometry(Geometry, 4326),
    ADD COLUMN first_result_time    timestamptz,
    ADD COLUMN last_result_time     timestamptz;

-- `source` tells readings of one datastream and time apart: 0 is the one that came first, the others are named after what
-- they say. `details`: what few observations have, see the view.
ALTER TABLE hub.observations
    DROP CONSTRAINT observations_datastream_id_fkey,
    DROP CONSTRAINT observations_pkey,
    ALTER COLUMN result DROP NOT NULL,
    ADD COLUMN source         bigint NOT NULL DEFAULT 0,
    ADD COLUMN observation_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN feature_id     bigint,
    ADD COLUMN result_time    timestamptz,
    ADD COLUMN details        jsonb,
    ADD PRIMARY KEY (datastream_id, phenomenon_time, source);
CREATE UNIQUE INDEX observations_id ON hub.observations (observation_id);
CREATE INDEX observations_feature ON hub.observations (feature_id) WHERE feature_id IS NOT NULL;

-- A foreign key would be looked up for every observation; the one write path looks once a batch, and these clear up.
CREATE FUNCTION hub.clear_observations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'datastreams' THEN
        DELETE FROM hub.observations WHERE datastream_id = OLD.datastream_id;
    ELSE
        DELETE FROM hub.observations WHERE feature_id = OLD.feature_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER clear_observations AFTER DELETE ON hub.datastreams FOR EACH ROW EXECUTE FUNCTION hub.clear_observations();
CREATE TRIGGER clear_observations AFTER DELETE ON hub.features_of_interest FOR EACH ROW EXECUTE FUNCTION hub.clear_observations();

-- A station that an import brings becomes a thing with a feature of interest and, where it has a place, a location.
CREATE FUNCTION hub.write_through(s collections.monitoring_stations) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    thing    hub.things;
    place    bigint;
    moment   bigint;
    words    text := coalesce(s.location, s.name);
    encoding text := 'application/geo+json';
BEGIN
    IF s.from_source = 'sensorthings' THEN
        RETURN;
    END IF;
    INSERT INTO hub.things AS t (city, station, imported, hidden, name, description, properties)
    VALUES (s.city, s.local_id, true, s.deleted_at IS NOT NULL, s.name, words, jsonb_strip_nulls(jsonb_build_object(
        'id', s.city || ':' || s.local_id, 'city', s.city, 'kind', s.kind, 'code', s.code, 'operator', s.operator,
        'elevation', s.elevation, 'capacity', s.capacity)))
    ON CONFLICT (city, station) DO UPDATE SET imported = true, hidden = excluded.hidden, name = excluded.name, description = excluded.description, properties = excluded.properties
    RETURNING * INTO thing;
    IF thing.feature_id IS NULL THEN
        INSERT INTO hub.features_of_interest (imported, name, description, encoding) VALUES (true, s.name, words, encoding) RETURNING feature_id INTO thing.feature_id;
        UPDATE hub.things SET feature_id = thing.feature_id WHERE thing_id = thing.thing_id;
    END IF;
    UPDATE hub.features_of_interest f SET name = s.name, description = words, geom = s.geom WHERE f.feature_id = thing.feature_id;
    SELECT l.location_id INTO place FROM hub.thing_locations l JOIN hub.locations p USING (location_id) WHERE l.thing_id = thing.thing_id AND p.imported;
    IF place IS NOT NULL AND s.geom IS NOT NULL THEN
        UPDATE hub.locations l SET name = s.name, description = words, geom = s.geom, location = ST_AsGeoJSON(s.geom, 9)::jsonb WHERE l.location_id = place;
    ELSIF s.geom IS NOT NULL THEN
        INSERT INTO hub.locations (imported, name, description, encoding, location, geom, feature_id)
        VALUES (true, s.name, words, encoding, ST_AsGeoJSON(s.geom, 9)::jsonb, s.geom, thing.feature_id) RETURNING location_id INTO place;
        INSERT INTO hub.thing_locations VALUES (thing.thing_id, place);
        INSERT INTO hub.historical_locations (thing_id, time) VALUES (thing.thing_id, now()) RETURNING historical_location_id INTO moment;
        INSERT INTO hub.historical_location_locations VALUES (moment, place);
    END IF;
END $$;

CREATE FUNCTION hub.station_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hub.write_through(NEW);
    RETURN NULL;
END $$;
CREATE TRIGGER write_through AFTER INSERT OR UPDATE ON collections.monitoring_stations FOR EACH ROW EXECUTE FUNCTION hub.station_changed();

-- What an imported datastream belongs to, and what the other doors tell of one that a client wrote.
CREATE FUNCTION hub.relate_datastream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.imported THEN
        SELECT city, station INTO NEW.city, NEW.station FROM hub.things WHERE thing_id = NEW.thing_id;
        SELECT property INTO NEW.property FROM hub.observed_properties WHERE observed_property_id = NEW.observed_property_id;
        NEW.key := 'datastream-' || NEW.datastream_id;
        NEW.title_de := NEW.name;
        NEW.title_en := NEW.name;
        NEW.unit := coalesce(substring(NEW.unit_of_measurement ->> 'definition' FROM '^ucum:(.*)$'), NEW.unit_of_measurement ->> 'symbol', '');
        NEW.period := coalesce(NEW.period, 'PT0S');
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
CREATE TRIGGER relate_datastream BEFORE INSERT OR UPDATE OF property, thing_id, observed_property_id, name, unit_of_measurement ON hub.datastreams
    FOR EACH ROW EXECUTE FUNCTION hub.relate_datastream();

-- A thing that a client wrote is a station of its city under a name of its own.
CREATE FUNCTION hub.name_thing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.station := coalesce(NEW.station, 'thing-' || NEW.thing_id);
    RETURN NEW;
END $$;
CREATE TRIGGER name_thing BEFORE INSERT ON hub.things FOR EACH ROW EXECUTE FUNCTION hub.name_thing();

-- A property that the vocabulary knows by its definition has the vocabulary's code, another one is called by its name.
CREATE FUNCTION hub.code_property() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.property IS NULL THEN
        NEW.property := coalesce(
            (SELECT p.property FROM hub.observed_properties p WHERE p.imported AND p.definition = NEW.definition LIMIT 1),
            nullif(trim(BOTH '-' FROM regexp_replace(replace(replace(replace(replace(lower(NEW.name), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), '[^a-z0-9]+', '-', 'g')), ''),
            'property');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER code_property BEFORE INSERT ON hub.observed_properties FOR EACH ROW EXECUTE FUNCTION hub.code_property();

-- The feature of interest of a thing's present place, made when it is first asked for; null where there is no place.
CREATE FUNCTION hub.feature_of_place(thing bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place hub.locations;
BEGIN
    SELECT l.* INTO place FROM hub.locations l JOIN hub.thing_locations t USING (location_id)
    WHERE t.thing_id = thing ORDER BY l.geom IS NULL, l.location_id LIMIT 1 FOR UPDATE OF l;
    IF place.location_id IS NOT NULL AND place.feature_id IS NULL THEN
        INSERT INTO hub.features_of_interest (name, description, encoding, feature, geom)
        VALUES (place.name, place.description, place.encoding, place.location, place.geom) RETURNING feature_id INTO place.feature_id;
        UPDATE hub.locations SET feature_id = place.feature_id WHERE location_id = place.location_id;
    END IF;
    RETURN place.feature_id;
END $$;

-- Works out anew what is kept of datastreams.
CREATE FUNCTION hub.renew_datastreams(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE hub.datastreams d SET count = coalesce(s.count, 0), first_time = s.first_time, last_time = s.last_time,
        first_result_time = s.first_result_time, last_result_time = s.last_result_time,
        last_result = (SELECT o.result FROM hub.observations o WHERE o.datastream_id = d.datastream_id AND o.phenomenon_time = s.last_time AND o.source = 0)
    FROM unnest(ids) AS i (datastream_id) LEFT JOIN (
        SELECT o.datastream_id, count(*) AS count, min(o.phenomenon_time) AS first_time, max(o.phenomenon_time) AS last_time,
            min(o.result_time) AS first_result_time, max(o.result_time) AS last_result_time
        FROM hub.observations o WHERE o.datastream_id = ANY (ids) GROUP BY o.datastream_id
    ) s USING (datastream_id)
    WHERE i.datastream_id = d.datastream_id
$$;

DO $$ BEGIN
    PERFORM hub.write_through(s) FROM collections.monitoring_stations s ORDER BY s.city, s.local_id;
END $$;
UPDATE hub.datastreams SET property = property;
ALTER TABLE hub.datastreams ALTER COLUMN thing_id SET NOT NULL, ALTER COLUMN sensor_id SET NOT NULL, ALTER COLUMN observed_property_id SET NOT NULL;
CREATE INDEX datastreams_thing ON hub.datastreams (thing_id);
CREATE INDEX datastreams_sensor ON hub.datastreams (sensor_id);
CREATE INDEX datastreams_observed_property ON hub.datastreams (observed_property_id);

-- An observation has `source` in its key now, which says 0 but for readings that contradict an earlier one.
CREATE OR REPLACE VIEW collections.observations AS
SELECT d.city, o.datastream_id, o.phenomenon_time, o.datastream_id AS datastream,
    d.city || ':' || d.station AS station, d.property, o.phenomenon_time AS "phenomenonTime", o.result, d.unit,
    NULL::geometry(Geometry, 4326) AS geom, NULL::timestamptz AS deleted_at, o.source
FROM hub.observations o
JOIN hub.datastreams d USING (datastream_id);

-- What came in by a door that cannot say what was wrong.
CREATE TABLE hub.dead_letters (
    dead_letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at    timestamptz NOT NULL DEFAULT now(),
    door           text NOT NULL,
    topic          text NOT NULL,
    payload        text NOT NULL,
    reason         text NOT NULL
);

-- Messages of devices that were taken, so that one that is delivered again is not taken twice.
CREATE TABLE hub.received_messages (
    message_id  uuid PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX received_messages_at ON hub.received_messages USING brin (received_at);

-- What the broker has still to be told of: entities that were made or changed, in the order of the transactions' writes.
CREATE TABLE hub.announcements (
    position   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at    timestamptz NOT NULL DEFAULT now(),
    entity_set text NOT NULL,
    ids        bigint[] NOT NULL
);

CREATE SCHEMA sensorthings;

CREATE VIEW sensorthings.things AS
SELECT thing_id AS id, name, description, properties FROM hub.things WHERE NOT hidden;

CREATE VIEW sensorthings.locations AS
SELECT location_id AS id, name, description, encoding, geom, location, properties FROM hub.locations l
WHERE NOT imported OR EXISTS (SELECT FROM hub.thing_locations JOIN hub.things t USING (thing_id) WHERE location_id = l.location_id AND NOT t.hidden);

CREATE VIEW sensorthings.historical_locations AS
SELECT h.historical_location_id AS id, h.thing_id, h.time FROM hub.historical_locations h JOIN hub.things t ON t.thing_id = h.thing_id AND NOT t.hidden;

CREATE VIEW sensorthings.features_of_interest AS
SELECT feature_id AS id, name, description, encoding, geom, feature, properties FROM hub.features_of_interest f
WHERE NOT imported OR EXISTS (SELECT FROM hub.things t WHERE t.feature_id = f.feature_id AND NOT t.hidden);

CREATE VIEW sensorthings.observed_properties AS
SELECT observed_property_id AS id, name, definition, description, properties FROM hub.observed_properties p
WHERE NOT imported OR EXISTS (SELECT FROM hub.datastreams d WHERE d.observed_property_id = p.observed_property_id);

CREATE VIEW sensorthings.sensors AS
SELECT sensor_id AS id, name, description, encoding, metadata, properties FROM hub.sensors;

CREATE VIEW sensorthings.datastreams AS
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
LEFT JOIN hub.features_of_interest f ON f.feature_id = t.feature_id;

-- An observation without a feature of its own is one of the place of its imported station.
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
