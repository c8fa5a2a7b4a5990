CREATE TABLE hub.imports (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city        text COLLATE "C" NOT NULL,
    collection  text COLLATE "C" NOT NULL,
    source      text COLLATE "C" NOT NULL,
    state       text NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    duration_ms double precision NOT NULL DEFAULT 0,
    read        bigint NOT NULL DEFAULT 0,
    skipped     bigint NOT NULL DEFAULT 0,
    rejected    bigint NOT NULL DEFAULT 0,
    inserted    bigint NOT NULL DEFAULT 0,
    updated     bigint NOT NULL DEFAULT 0,
    deleted     bigint NOT NULL DEFAULT 0,
    unchanged   bigint NOT NULL DEFAULT 0,
    detail      text,
    files       jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX imports_newest ON hub.imports (city, collection, id DESC);

-- The quarantine: what was not let in, and why.
CREATE TABLE hub.rejections (
    import_id bigint NOT NULL REFERENCES hub.imports ON DELETE CASCADE,
    position  bigint NOT NULL,
    file      text NOT NULL,
    line      bigint NOT NULL,
    field     text NOT NULL,
    reason    text NOT NULL,
    row       text NOT NULL,
    PRIMARY KEY (import_id, position)
);

-- One row a source: how its last run ended, and what it had read when it last succeeded.
CREATE TABLE hub.sources (
    city        text COLLATE "C" NOT NULL,
    source      text COLLATE "C" NOT NULL,
    collection  text COLLATE "C" NOT NULL,
    state       text NOT NULL DEFAULT 'pending',
    fingerprint text,
    imported_at timestamptz,
    PRIMARY KEY (city, source)
);
