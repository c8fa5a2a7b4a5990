-- How pulls of foreign servers stand (infra/decisions/0015).
CREATE TABLE hub.pulls (
    city       text COLLATE "C" NOT NULL,
    source     text COLLATE "C" NOT NULL,
    failures   integer NOT NULL DEFAULT 0,
    not_before timestamptz,
    PRIMARY KEY (city, source)
);

-- Written with the rows that lie behind it. `next` is set while a walk is under way; what began by another text of the
-- source file is void.
CREATE TABLE hub.pull_positions (
    city         text COLLATE "C" NOT NULL,
    source       text COLLATE "C" NOT NULL,
    stream       text COLLATE "C" NOT NULL,
    fingerprint  text NOT NULL,
    reached      timestamptz,
    walk_began   timestamptz,
    walk_reached timestamptz,
    next         text,
    PRIMARY KEY (city, source, stream)
);
