-- A custom role: what its members may do is granted to it stack by stack.
create table role (
    id              uuid        primary key,
    organization_id uuid        not null references organization on delete cascade,
    name            text        collate "C" not null check (length(name) between 1 and 100),
    created_at      timestamptz not null default now(),
    unique (id, organization_id)
);

create unique index role_name on role (organization_id, lower(name));

-- A member has the built-in role or a custom one, which then stands in its place.
alter table membership
    add column role_id uuid,
    add foreign key (role_id, organization_id) references role (id, organization_id),
    add check (role_id is null or role = 'member');

create index membership_role on membership (role_id, organization_id) where role_id is not null;

create table team_member (
    user_id         uuid        not null,
    team_id         uuid        not null,
    organization_id uuid        not null,
    created_at      timestamptz not null default now(),
    primary key (user_id, team_id),
    foreign key (team_id, organization_id) references team (id, organization_id) on delete cascade,
    -- Who leaves the organization leaves its teams.
    foreign key (user_id, organization_id) references membership on delete cascade
);

create index team_member_team on team_member (team_id, organization_id);
create index team_member_membership on team_member (user_id, organization_id);

alter table organization
    add column default_stack_permission text not null default 'none'
        check (default_stack_permission in ('none', 'read', 'write', 'admin'));

create table stack (
    id              uuid        primary key,
    organization_id uuid        not null references organization,
    project         text        collate "C" not null check (project ~ '^[a-zA-Z0-9_.-]{1,100}$'),
    name            text        collate "C" not null check (name ~ '^[a-zA-Z0-9_.-]{1,100}$'),
    -- Null for never; the epoch for an update in progress, as on the wire.
    last_update     timestamptz,
    resource_count  bigint      check (resource_count >= 0),
    created_at      timestamptz not null default now(),
    -- The order of every listing, which no rename can change.
    unique (organization_id, id)
);

create unique index stack_name on stack (organization_id, lower(project), lower(name));
create index stack_project on stack (organization_id, project, id);

-- Tags, and grants below, repeat the key that listings are ordered by, so that an index alone finds the next page.
create table stack_tag (
    organization_id uuid not null,
    stack_id        uuid not null,
    name            text collate "C" not null check (name ~ '^[a-zA-Z0-9_.:-]{1,40}$'),
    value           text collate "C" not null check (length(value) <= 256),
    primary key (organization_id, stack_id, name),
    foreign key (organization_id, stack_id) references stack (organization_id, id)
        on update cascade on delete cascade
);

create index stack_tag_name on stack_tag (name, organization_id, stack_id);
create index stack_tag_value on stack_tag (name, value, organization_id, stack_id);

create table stack_grant (
    id              uuid        primary key,
    organization_id uuid        not null,
    stack_id        uuid        not null,
    -- One of the three. A person who is no member of the organization is a collaborator on the stack.
    user_id         uuid        references app_user on delete cascade,
    team_id         uuid,
    role_id         uuid,
    permission      text        not null check (permission in ('none', 'read', 'write', 'admin')),
    created_at      timestamptz not null default now(),
    check (num_nonnulls(user_id, team_id, role_id) = 1),
    foreign key (organization_id, stack_id) references stack (organization_id, id)
        on update cascade on delete cascade,
    foreign key (team_id, organization_id) references team (id, organization_id) on delete cascade,
    foreign key (role_id, organization_id) references role (id, organization_id) on delete cascade
);

create unique index stack_grant_user on stack_grant (user_id, organization_id, stack_id)
    include (permission) where user_id is not null;
create unique index stack_grant_team on stack_grant (team_id, organization_id, stack_id)
    include (permission) where team_id is not null;
create unique index stack_grant_role on stack_grant (role_id, organization_id, stack_id)
    include (permission) where role_id is not null;
create index stack_grant_stack on stack_grant (organization_id, stack_id);
