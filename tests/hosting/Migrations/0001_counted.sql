-- Applied twice, it would hold two rows.
CREATE TABLE IF NOT EXISTS hub.counted (applied_at timestamptz NOT NULL);
INSERT INTO hub.counted SELECT now();
