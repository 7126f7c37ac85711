-- Nobody changes events, and nobody deletes those of the last 90 days. With separate roles, only the role that owns the
-- tables may delete older ones. The role of the service calls a function of the owner.
drop trigger audit_event_is_append_only on audit_event;

create trigger audit_event_is_append_only before update or truncate on audit_event
    for each statement execute function refuse_change();

create trigger audit_event_is_kept before delete on audit_event
    for each row when (old.occurred_at > now() - interval '90 days') execute function refuse_change();

-- Small, and cheap to maintain: events are added in the order of their time.
create index audit_event_occurred on audit_event using brin (occurred_at);

-- The names in a body that is parsed here do not depend on the search path of the caller.
create function delete_old_audit_events(older_than interval, most integer) returns bigint
    language sql security definer
begin atomic
    with gone as (
        delete from audit_event where id in (
            select id from audit_event
            where occurred_at < now() - greatest(older_than, interval '90 days') limit most for update skip locked)
        returning id)
    select count(*) from gone;
end;

revoke execute on function delete_old_audit_events from public;

-- Default privileges gave the role of the service the rights that it has on every table.
do $$
declare
    granted record;
begin
    for granted in
        select distinct c.oid::regclass as relation, c.relname, r.rolname
        from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where c.oid in (to_regclass('audit_event'), to_regclass('flyway_schema_history')) and a.grantee <> c.relowner
    loop
        execute format('revoke %s on %s from %I',
            case granted.relname when 'audit_event' then 'update, delete, truncate' else 'all' end,
            granted.relation, granted.rolname);
    end loop;
end $$;
