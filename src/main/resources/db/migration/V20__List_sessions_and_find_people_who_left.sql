-- For the list of a person's sessions: the browser and the client's address at the sign-in. Null in sessions that began
-- before these columns existed.
alter table browser_session
    add column user_agent text check (length(user_agent) <= 255),
    add column address    text check (length(address) <= 255);

-- Sessions without a person are about to sign in, which takes ten minutes at most.
update browser_session set expires_at = least(expires_at, now() + interval '10 minutes') where user_id is null;

-- Since when the identity has its state. A trigger sets it, because the previous release does not know the column.
alter table identity
    add column state_since timestamptz not null default now();

create function note_change_of_state() returns trigger language plpgsql as $$
begin
    new.state_since := now();
    return new;
end $$;

create trigger identity_state_changes before update of state on identity
    for each row when (old.state is distinct from new.state) execute function note_change_of_state();

create index identity_lost on identity (state_since) where state in ('gone', 'suspended');
