-- What SensorThings needs beside datastreams: things, observed properties and sensors have numbers of their own.
-- The words and the place of a thing stay with its monitoring station.
CREATE TABLE hub.things (
    thing_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city     text COLLATE "C" NOT NULL,
    station  text COLLATE "C" NOT NULL,
    since    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (city, station)
);

CREATE FUNCTION hub.number_thing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hub.things (city, station) VALUES (NEW.city, NEW.local_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER number_thing AFTER INSERT ON collections.monitoring_stations FOR EACH ROW EXECUTE FUNCTION hub.number_thing();

INSERT INTO hub.things (city, station)
SELECT city, local_id FROM collections.monitoring_stations
UNION SELECT city, station FROM hub.datastreams
ORDER BY 1, 2;

-- The words come from the vocabulary when the service starts.
CREATE TABLE hub.observed_properties (
    observed_property_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    property             text COLLATE "C" NOT NULL UNIQUE,
    name                 text NOT NULL DEFAULT '',
    definition           text NOT NULL DEFAULT ''
);

-- One a property of a city: the sources tell what is measured, not by which device.
CREATE TABLE hub.sensors (
    sensor_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city      text COLLATE "C" NOT NULL,
    property  text COLLATE "C" NOT NULL,
    UNIQUE (city, property)
);

CREATE FUNCTION hub.number_property() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hub.observed_properties (property) VALUES (NEW.property) ON CONFLICT DO NOTHING;
    INSERT INTO hub.sensors (city, property) VALUES (NEW.city, NEW.property) ON CONFLICT DO NOTHING;
    INSERT INTO hub.things (city, station) VALUES (NEW.city, NEW.station) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER number_property AFTER INSERT OR UPDATE OF property ON hub.datastreams FOR EACH ROW EXECUTE FUNCTION hub.number_property();

INSERT INTO hub.observed_properties (property) SELECT DISTINCT property FROM hub.datastreams ORDER BY 1;
INSERT INTO hub.sensors (city, property) SELECT DISTINCT city, property FROM hub.datastreams ORDER BY 1, 2;

ALTER TABLE hub.observations ADD COLUMN observation_id bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX observations_id ON hub.observations (observation_id);

CREATE SCHEMA sensorthings;

CREATE VIEW sensorthings.things AS
SELECT t.thing_id AS id, s.name, coalesce(s.location, s.name) AS description,
    jsonb_strip_nulls(jsonb_build_object(
        'id', t.city || ':' || t.station, 'city', t.city, 'kind', s.kind, 'code', s.code, 'operator', s.operator,
        'elevation', s.elevation, 'capacity', s.capacity)) AS properties,
    t.since, s.geom
FROM hub.things t
JOIN collections.monitoring_stations s ON s.city = t.city AND s.local_id = t.station AND s.deleted_at IS NULL;

CREATE VIEW sensorthings.locations AS
SELECT id, id AS thing_id, name, description, 'application/geo+json'::text AS encoding, geom AS location, NULL::jsonb AS properties
FROM sensorthings.things WHERE geom IS NOT NULL;

CREATE VIEW sensorthings.historical_locations AS
SELECT id, id AS thing_id, since AS "time" FROM sensorthings.things WHERE geom IS NOT NULL;

CREATE VIEW sensorthings.features_of_interest AS
SELECT id, name, description, 'application/geo+json'::text AS encoding, geom AS feature, NULL::jsonb AS properties
FROM sensorthings.things;

CREATE VIEW sensorthings.observed_properties AS
SELECT observed_property_id AS id, property, coalesce(nullif(name, ''), property) AS name,
    coalesce(nullif(definition, ''), 'urn:urbandatahub:property:' || property) AS definition,
    coalesce(nullif(name, ''), property) AS description, jsonb_build_object('code', property) AS properties
FROM hub.observed_properties;

CREATE VIEW sensorthings.sensors AS
SELECT s.sensor_id AS id, s.city, s.property, p.name, 'Messverfahren: in der Quelle nicht genannt'::text AS description,
    'text/html'::text AS encoding, to_jsonb('http://www.opengis.net/def/nil/OGC/0/unknown'::text) AS metadata,
    jsonb_build_object('city', s.city) AS properties
FROM hub.sensors s JOIN sensorthings.observed_properties p USING (property);

CREATE VIEW sensorthings.datastreams AS
SELECT d.datastream_id AS id, t.id AS thing_id, p.id AS observed_property_id, s.id AS sensor_id,
    d.title_de || ' (' || t.name || ')' AS name, p.name || ' (' || t.name || ')' AS description,
    'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement'::text AS observation_type,
    jsonb_build_object('name', d.unit, 'symbol', d.unit, 'definition', 'ucum:' || d.unit) AS unit,
    t.geom AS observed_area, d.first_time, d.last_time,
    jsonb_build_object('id', d.city || ':' || d.datastream_id, 'city', d.city, 'key', d.key, 'period', d.period, 'observationCount', d.count) AS properties
FROM hub.datastreams d
JOIN hub.things n ON n.city = d.city AND n.station = d.station
JOIN sensorthings.things t ON t.id = n.thing_id
JOIN sensorthings.observed_properties p ON p.property = d.property
JOIN sensorthings.sensors s ON s.city = d.city AND s.property = d.property;

CREATE VIEW sensorthings.observations AS
SELECT o.observation_id AS id, o.datastream_id, n.thing_id AS feature_id, o.phenomenon_time AS begin_time,
    o.phenomenon_time + NULLIF(d.period, 'PT0S')::interval AS end_time, o.result, NULL::timestamptz AS result_time
FROM hub.observations o
JOIN hub.datastreams d USING (datastream_id)
JOIN hub.things n ON n.city = d.city AND n.station = d.station;
