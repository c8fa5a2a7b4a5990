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

-- Kept in the transaction that changes the rows: an unfiltered count is a lookup.
CREATE TABLE hub.dataset_state (
    city         text NOT NULL,
    collection   text NOT NULL,
    count        bigint NOT NULL DEFAULT 0,
    last_change  bigint NOT NULL DEFAULT 0,
    changed_at   timestamptz,
    box          double precision[],
    PRIMARY KEY (city, collection)
);
