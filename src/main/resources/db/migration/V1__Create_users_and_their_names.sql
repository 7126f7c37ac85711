create table app_user (
    id                      uuid        primary key,
    kind                    text        not null check (kind in ('person', 'service-account')),
    state                   text        not null default 'active' check (state in ('active', 'suspended', 'deleted')),
    name                    text        not null check (length(name) <= 255),
    avatar_url              text        check (length(avatar_url) <= 2048),
    email                   text        check (length(email) between 1 and 254),
    email_verified_at       timestamptz,
    default_organization_id uuid,
    site_admin              boolean     not null default false,
    registry_admin          boolean     not null default false,
    mfa                     boolean     not null default false,
    created_at              timestamptz not null default now(),
    -- The wire shows a service account's e-mail as a UUID; a person may have none yet.
    check (kind = 'person' or email is not null),
    check (kind = 'person' or not (site_admin or registry_admin)),
    check (email_verified_at is null or email is not null)
);

-- Two people cannot both have proven that an address is theirs.
create unique index app_user_verified_email on app_user (lower(email))
    where email_verified_at is not null and state <> 'deleted';

-- One namespace for people and organizations. A person and their individual organization share one row, so that
-- both are renamed at once. COLLATE "C" makes lower() the same function on every server.
create table owner_name (
    id              uuid primary key,
    name            text collate "C" not null check (name ~ '^[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]$'),
    user_id         uuid unique references app_user,
    organization_id uuid unique,
    reserved_until  timestamptz,
    -- A name has an owner, or was given up and is kept free for a while.
    check ((user_id is null and organization_id is null) = (reserved_until is not null))
);

create unique index owner_name_name on owner_name (lower(name));
