-- The page of stacks looks up in which organizations a person has a custom role.
create index membership_custom_role on membership (user_id, organization_id) include (role_id) where role_id is not null;
