-- Administrators page through the shared organizations by login. There are as many individual ones as people.
create index organization_shared on organization (lower(login)) where kind <> 'single-user';

create index owner_name_reserved_for_organization on owner_name (reserved_for_organization)
    where reserved_for_organization is not null;

alter table organization validate constraint organization_max_access_token_expiry_days;
alter table owner_name validate constraint owner_name_reserved_for_organization_fkey;
