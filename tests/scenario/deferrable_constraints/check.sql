-- As in the source: checked at the end of the transaction, and only there.
BEGIN;
UPDATE slots SET slot_id = 3 - slot_id, during = CASE slot_id WHEN 1 THEN int4range '[5,9)' ELSE int4range '[1,5)' END;
UPDATE nodes SET rank = 3 - rank WHERE rank < 3;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
DO $$ BEGIN
    ASSERT (SELECT count(*) = 6 FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND condeferrable AND contype IN ('p', 'u', 'x', 'f'));
END $$;
