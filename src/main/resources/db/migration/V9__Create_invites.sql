create table invite (
    id              uuid        primary key,
    organization_id uuid        not null references organization on delete cascade,
    -- Null for a link, which works for whoever has it.
    email           text        check (length(email) between 1 and 254),
    role            text        not null check (role in ('member', 'admin', 'billing-manager')),
    role_id         uuid,
    sender_id       uuid        references app_user on delete set null,
    -- What the sender was called, for when they are gone.
    sender_name     text        not null,
    sender_login    text        not null,
    -- Part of what the link's secret is made of: a new generation makes the old link worthless.
    generation      integer     not null default 1 check (generation > 0),
    created_at      timestamptz not null default now(),
    expires_at      timestamptz,
    accepted_at     timestamptz,
    canceled_at     timestamptz,
    -- Why the invitee could not join, the last time that they tried.
    accept_error    text,
    foreign key (role_id, organization_id) references role (id, organization_id) on delete set null (role_id),
    check (role_id is null or role = 'member'),
    check (num_nonnulls(accepted_at, canceled_at) <= 1)
);

create index invite_organization on invite (organization_id, created_at);
create index invite_sender on invite (sender_id);
create index invite_role on invite (role_id, organization_id) where role_id is not null;
create index invite_open_email on invite (lower(email), created_at) where accepted_at is null and canceled_at is null;
