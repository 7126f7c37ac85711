alter table invite
    -- When it was sent again, the last time. Null if it was sent once.
    add column resent_at timestamptz;

-- The invitations that ended long ago, to delete them.
create index invite_ended on invite (coalesce(accepted_at, canceled_at, expires_at));
