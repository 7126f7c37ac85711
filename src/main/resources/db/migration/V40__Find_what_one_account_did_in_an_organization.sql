-- For the filters of an organization's audit log. The first index contains the action at its end, so that both filters
-- together read only entries of the index. Older events have no organization, so the migration writes little.
create index audit_event_actor on audit_event (organization_id, actor_id, occurred_at, id, action)
    where organization_id is not null;

create index audit_event_action on audit_event (organization_id, action, occurred_at, id)
    where organization_id is not null;
