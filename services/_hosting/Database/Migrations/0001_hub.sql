CREATE SCHEMA IF NOT EXISTS hub;
CREATE SCHEMA IF NOT EXISTS collections;

CREATE TABLE hub.outbox (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id  uuid        NOT NULL DEFAULT gen_random_uuid(),
    type        text        NOT NULL,
    body        jsonb       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE hub.inbox (
    message_id  uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE hub.change_sequence;

-- One row a dataset: what it is (from its source files), how its last import ended, and what is kept in the
-- transaction that changes the rows, so that an unfiltered count is a lookup.
CREATE TABLE hub.datasets (
    city          text COLLATE "C" NOT NULL,
    collection    text COLLATE "C" NOT NULL,
    metadata      jsonb NOT NULL,
    simulated     boolean NOT NULL DEFAULT false,
    state         text NOT NULL DEFAULT 'pending',
    last_imported timestamptz,
    count         bigint NOT NULL DEFAULT 0,
    changed_at    timestamptz,
    box           double precision[],
    PRIMARY KEY (city, collection)
);
