create index audit_event_organization on audit_event (organization_id, occurred_at, id)
    where organization_id is not null;
