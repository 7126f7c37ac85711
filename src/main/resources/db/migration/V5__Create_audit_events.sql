create table audit_event (
    id          uuid        primary key,
    occurred_at timestamptz not null default now(),
    action      text        not null,
    -- Who did it and on whom; no foreign keys, since the record outlives them.
    actor_id    uuid,
    subject_id  uuid,
    token_id    uuid,
    address     text
);

create index audit_event_subject on audit_event (subject_id, occurred_at);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'Audit events are never changed.';
end $$;

create trigger audit_event_is_append_only before update or delete on audit_event
    for each statement execute function refuse_change();
