CREATE SCHEMA portal;

-- What the portal heard last of each dataset. Counts are of the last change alone; the count of rows is asked, not added up.
CREATE TABLE portal.activity (
    city         text COLLATE "C" NOT NULL,
    collection   text COLLATE "C" NOT NULL,
    changed_at   timestamptz,
    inserted     bigint,
    updated      bigint,
    deleted      bigint,
    imported_at  timestamptz,
    import       jsonb,
    PRIMARY KEY (city, collection)
);

CREATE INDEX activity_changed_at ON portal.activity (changed_at DESC NULLS LAST);
