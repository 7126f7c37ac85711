-- Names of projects are unique in any case, so lists find them in any case. The previous release uses the index
-- stack_project. The index contains the name as well: without it, PostgreSQL does not answer from the index alone.
create index stack_project_in_any_case on stack (organization_id, lower(project), id) include (project);

-- The token that a token was created with. It ends with it.
alter table access_token add column minted_by uuid references access_token on delete set null;
create index access_token_minted_by on access_token (minted_by) where minted_by is not null;

-- For the job that deletes personal tokens some time after their end. Not a partial index, because PostgreSQL ignores
-- the statistics of an expression in a partial one.
create index access_token_ended on access_token (kind, least(revoked_at, expires_at));
