-- The page of stacks finds a name in all projects of an organization, in any case.
create index stack_name_in_any_case on stack (lower(name), organization_id, id) include (name);
