create table organization (
    id                 uuid        primary key,
    name               text        not null check (length(name) <= 255),
    avatar_url         text        check (length(avatar_url) <= 2048),
    kind               text        not null
        check (kind in ('single-user', 'github', 'gitlab', 'bitbucket', 'saml', 'pulumi')),
    -- The organization, group or workspace at an identity provider that decides who may join.
    backing_provider   text        check (backing_provider in
        ('dev.azure.com', 'bitbucket.org', 'github.com', 'gitlab.com', 'google.com', 'SAML')),
    backing_instance   text,
    backing_id         text,
    -- The account that organization and team tokens act as, made with the first of them.
    service_account_id uuid        unique references app_user,
    created_at         timestamptz not null default now(),
    check (num_nulls(backing_provider, backing_instance, backing_id) in (0, 3)),
    unique (backing_provider, backing_instance, backing_id)
);

alter table owner_name
    add foreign key (organization_id) references organization;

alter table app_user
    add foreign key (default_organization_id) references organization on delete set null;

create table membership (
    user_id         uuid        not null references app_user on delete cascade,
    organization_id uuid        not null references organization on delete cascade,
    role            text        not null check (role in ('member', 'admin', 'billing-manager')),
    -- The organization made the account (SAML, SCIM) and decides over it.
    manages_account boolean     not null default false,
    created_at      timestamptz not null default now(),
    primary key (user_id, organization_id)
);

create index membership_organization on membership (organization_id);
create index app_user_default_organization on app_user (default_organization_id);

create table team (
    id              uuid        primary key,
    organization_id uuid        not null references organization on delete cascade,
    name            text        collate "C" not null check (length(name) between 1 and 100),
    created_at      timestamptz not null default now(),
    -- What a team token refers to, so that its team is one of its organization's.
    unique (id, organization_id)
);

create unique index team_name on team (organization_id, lower(name));
