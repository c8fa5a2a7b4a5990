-- Rules of quality (infra/decisions/0014), written from their file when the service starts: every door judges by the same.
CREATE TABLE hub.quality_rules (
    property       text COLLATE "C" PRIMARY KEY,
    unit           text NOT NULL,
    lowest         double precision,
    highest        double precision,
    rate           double precision,
    noise          double precision,
    stuck_for      interval,
    stuck_readings integer,
    stuck_except   double precision,
    gap            interval
);

-- How far a phenomenon time may be ahead of its receipt: one row.
CREATE TABLE hub.quality_clock (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    ahead interval NOT NULL
);
INSERT INTO hub.quality_clock (ahead) VALUES ('10 minutes');

-- Which datastreams the rules of alerts ask for, written from their files when the service starts. One of the three is set:
-- `property`, `station` with `key`, or `datastream_id`.
CREATE TABLE hub.alert_watches (
    city          text COLLATE "C" NOT NULL,
    rule          text COLLATE "C" NOT NULL,
    property      text COLLATE "C",
    station       text COLLATE "C",
    key           text COLLATE "C",
    datastream_id bigint,
    oldest        interval NOT NULL
);

-- Observations that are still to be looked at, in the order of the transactions' writes; each lies where its datastream and time say.
CREATE TABLE hub.alert_queue (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at     timestamptz NOT NULL DEFAULT now(),
    datastreams bigint[] NOT NULL,
    times       timestamptz[] NOT NULL
);

-- How far a condition of a rule has looked, and what it found. `since`: from when on its limit is passed without a break.
CREATE TABLE hub.alert_states (
    city          text COLLATE "C" NOT NULL,
    rule          text COLLATE "C" NOT NULL,
    condition     integer NOT NULL,
    datastream_id bigint NOT NULL REFERENCES hub.datastreams ON DELETE CASCADE,
    definition    text NOT NULL,
    evaluated_to  timestamptz NOT NULL,
    since         timestamptz,
    holds         boolean NOT NULL,
    PRIMARY KEY (city, rule, condition, datastream_id)
);

-- `subject`: the datastream of a rule that looks at each by itself, 0 of one that looks at several together.
-- Times are phenomenon times; `noticed_at` and `closed_at` say when the service saw it.
CREATE TABLE hub.alerts (
    alert_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city        text COLLATE "C" NOT NULL,
    rule        text COLLATE "C" NOT NULL,
    subject     bigint NOT NULL,
    datastreams bigint[] NOT NULL,
    severity    text NOT NULL,
    title       jsonb NOT NULL,
    text        jsonb,
    raised_at   timestamptz NOT NULL,
    noticed_at  timestamptz NOT NULL DEFAULT now(),
    cleared_at  timestamptz,
    closed_at   timestamptz,
    result      double precision,
    result_at   timestamptz,
    forecast    double precision,
    curve_from  timestamptz NOT NULL
);
-- Whatever goes wrong elsewhere: of one subject there is one alert at a time.
CREATE UNIQUE INDEX alerts_active ON hub.alerts (city, rule, subject) WHERE cleared_at IS NULL;
CREATE INDEX alerts_city ON hub.alerts (city, alert_id);

-- What is still to be told, and to whom; `body` as it was when it happened. `secret` is the name of a variable, never its value.
CREATE TABLE hub.alert_notices (
    notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id  bigint NOT NULL REFERENCES hub.alerts,
    door      text NOT NULL,
    target    text NOT NULL,
    secret    text,
    body      text NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT now(),
    next_at   timestamptz NOT NULL DEFAULT now(),
    attempts  integer NOT NULL DEFAULT 0,
    done_at   timestamptz,
    failure   text,
    gave_up   boolean NOT NULL DEFAULT false
);
CREATE INDEX alert_notices_open ON hub.alert_notices (door, next_at) WHERE done_at IS NULL AND NOT gave_up;
