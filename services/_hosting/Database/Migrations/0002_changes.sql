-- The order of the change feed (infra/decisions/0008). Tables carry change_xid, change_seq and created_xid, see
-- Database/ChangeOrder.cs.

-- What a position in the feed of a table is bound to. It is another one after a restore or a failover (another cluster,
-- another timeline), in another database, and for a table that was made anew: in all these cases numbers that were seen
-- before may come again for other changes.
CREATE FUNCTION hub.change_epoch(relation regclass) RETURNS text
    LANGUAGE sql STABLE
    RETURN left(md5(concat_ws('/',
        (SELECT system_identifier FROM pg_control_system()),
        -- The control file learns of a new timeline with the next checkpoint only, the log at once.
        CASE WHEN pg_is_in_recovery()
            THEN lpad(to_hex((SELECT timeline_id FROM pg_control_checkpoint())), 8, '0')
            ELSE lower(left(pg_walfile_name(pg_current_wal_lsn()), 8)) END,
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        relation::oid)), 12);

-- Moves a row that is updated to its place in the feed, whoever updates it. Imports say the place themselves, which
-- costs a row nothing; this is for everybody else.
CREATE FUNCTION hub.place_change() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id();
    NEW.change_seq := nextval('hub.change_sequence');
    NEW.changed_at := now();
    IF OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL THEN
        NEW.created_xid := NEW.change_xid;
    END IF;
    RETURN NEW;
END
$$;
