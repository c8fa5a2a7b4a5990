-- Where observations lie that the broker is to be told of: an id alone says nothing of its partition.
ALTER TABLE hub.announcements ADD COLUMN from_time timestamptz, ADD COLUMN to_time timestamptz;

-- Counts and last values are written with each batch, and no index has them: with room on its page a row stays on it.
ALTER TABLE hub.datastreams SET (fillfactor = 50);

-- The feature of interest of a thing's present place, made when it is first asked for; null where there is no place. One
-- that is there is only kept from being deleted: who writes observations of the same place does not wait for others.
CREATE OR REPLACE FUNCTION hub.feature_of_place(thing bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place hub.locations;
BEGIN
    SELECT l.* INTO place FROM hub.locations l JOIN hub.thing_locations t USING (location_id)
    WHERE t.thing_id = thing ORDER BY l.geom IS NULL, l.location_id LIMIT 1;
    IF place.feature_id IS NOT NULL THEN
        PERFORM FROM hub.features_of_interest WHERE feature_id = place.feature_id FOR KEY SHARE;
        IF FOUND THEN
            RETURN place.feature_id;
        END IF;
    END IF;

    SELECT l.* INTO place FROM hub.locations l JOIN hub.thing_locations t USING (location_id)
    WHERE t.thing_id = thing ORDER BY l.geom IS NULL, l.location_id LIMIT 1 FOR UPDATE OF l;
    IF place.location_id IS NOT NULL AND place.feature_id IS NULL THEN
        INSERT INTO hub.features_of_interest (name, description, encoding, feature, geom)
        VALUES (place.name, place.description, place.encoding, place.location, place.geom) RETURNING feature_id INTO place.feature_id;
        UPDATE hub.locations SET feature_id = place.feature_id WHERE location_id = place.location_id;
    END IF;
    RETURN place.feature_id;
END $$;
