-- For the newest stacks of a person: the first few of each organization that is open to them.
create index stack_newest on stack (organization_id, greatest(last_update, created_at) desc);
