-- Names of projects are unique in any case, so lists find them in any case. The previous release uses the index
-- stack_project.
create index stack_project_in_any_case on stack (organization_id, lower(project), id);
