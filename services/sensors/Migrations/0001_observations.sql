CREATE TABLE hub.datastreams (
    datastream_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city          text COLLATE "C" NOT NULL,
    station       text COLLATE "C" NOT NULL,
    key           text COLLATE "C" NOT NULL,
    title_de      text NOT NULL,
    title_en      text NOT NULL,
    property      text NOT NULL,
    unit          text NOT NULL,
    period        text NOT NULL,
    count         bigint NOT NULL DEFAULT 0,
    first_time    timestamptz,
    last_time     timestamptz,
    last_result   double precision,
    UNIQUE (city, station, key)
);

-- The key begins with what the table would be distributed by.
CREATE TABLE hub.observations (
    datastream_id   bigint NOT NULL REFERENCES hub.datastreams,
    phenomenon_time timestamptz NOT NULL,
    result          double precision NOT NULL,
    PRIMARY KEY (datastream_id, phenomenon_time)
);
