create table access_token (
    id              uuid        primary key,
    secret_hash     bytea       not null unique check (length(secret_hash) = 32),
    kind            text        not null check (kind in ('personal', 'organization', 'team')),
    -- Whom the token acts as: a person, or the organization's service account.
    user_id         uuid        not null references app_user,
    organization_id uuid        references organization,
    team_id         uuid,
    name            text        collate "C" check (name ~ '^[a-zA-Z0-9_-]{1,40}$'),
    description     text        not null default '' check (length(description) <= 1024),
    admin           boolean     not null default false,
    -- Every use writes an audit event.
    audited         boolean     not null default false,
    created_by      uuid        references app_user on delete set null,
    created_at      timestamptz not null default now(),
    last_used_at    timestamptz,
    expires_at      timestamptz,
    -- Revoked tokens stay, since their names are never given out again.
    revoked_at      timestamptz,
    foreign key (team_id, organization_id) references team (id, organization_id),
    check ((kind = 'personal') = (organization_id is null)),
    check ((kind = 'personal') = (name is null)),
    check ((kind = 'team') = (team_id is not null)),
    check (kind = 'organization' or not admin)
);

create index access_token_user on access_token (user_id, created_at);
create index access_token_team on access_token (team_id, organization_id) where team_id is not null;

create unique index access_token_name on access_token (organization_id, lower(name)) where organization_id is not null;
