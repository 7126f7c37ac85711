alter table access_token validate constraint access_token_role;

-- Lists of tokens are paged by id, newest first. All machine tokens of an organization have the same user_id.
create index access_token_of_organization on access_token (organization_id, id)
    where kind = 'organization' and revoked_at is null;
create index access_token_of_team on access_token (team_id, id) where team_id is not null and revoked_at is null;

-- Which organizations limit the lifetime of tokens. Most do not.
create index organization_with_token_expiry on organization (id) where max_access_token_expiry_days is not null;
