-- Leaves room in each page, so that PostgreSQL stores the new version of a row beside the old one and leaves the indexes
-- alone: docs/decisions/0024-updates-that-leave-indexes-alone.md. Pages that are full already change when rows move.
alter table access_token set (fillfactor = 80);
alter table browser_session set (fillfactor = 80);

-- An update of an indexed column always writes to all indexes. The job that deletes old sessions reads the whole table
-- anyway, because it looks for expires_at too.
drop index browser_session_last_seen;
