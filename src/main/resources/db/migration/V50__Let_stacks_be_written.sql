-- Only what needs no look at the rows, because the statement keeps readers away from the table until its end. The next
-- migration checks the rows that exist.
alter table stack
    -- The version of the newest update. 0 before the first one. A failed update uses its number up, too.
    add column last_version  bigint not null default 0,
    -- The newest update, whether it runs or has ended. Null before the first one.
    add column active_update uuid,
    -- Until when the running update may write. Null if no update runs. Who crashed leaves a time in the past.
    add column lease_until   timestamptz,
    -- Rises whenever an update gets the lease. What an older holder writes later is refused.
    add column fence         bigint not null default 0,
    add constraint stack_last_version check (last_version >= 0) not valid;
