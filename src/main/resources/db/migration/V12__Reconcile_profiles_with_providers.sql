-- What the provider said the last time. The address only if the provider says that it is the person's own; where the
-- account has another one, this one may be waiting until nobody else has it.
alter table identity
    add column name       text check (length(name) <= 255),
    add column avatar_url text check (length(avatar_url) <= 2048),
    add column email      text check (length(email) between 1 and 254),
    add column state      text not null default 'active'
        check (state in ('active', 'needs-reauth', 'suspended', 'mismatch', 'gone'));

-- What the person chose here themself is not taken from a provider any more.
alter table app_user
    add column name_edited   boolean not null default false,
    add column avatar_edited boolean not null default false,
    add column email_edited  boolean not null default false,
    add column login_edited  boolean not null default false;

-- Whose name it was, who may have it back.
alter table owner_name
    add column reserved_for uuid references app_user on delete set null;

create index owner_name_reserved_for on owner_name (reserved_for) where reserved_for is not null;

-- Until then one replica exchanges the refresh token, and nobody else does: it is good for one time only.
alter table identity_token
    add column refreshing_until timestamptz;

-- When whom to ask next, and what came of it the last time. Who never had a token has no row.
create table identity_sync (
    identity_id     uuid        primary key references identity on delete cascade,
    -- Copies of what never changes there: each installation has a queue of its own.
    provider        text        not null,
    instance        text        not null,
    -- Null while it makes no sense to ask.
    next_sync_at    timestamptz,
    -- Who asks now, and has the right to write down what came of it.
    lease_owner     uuid,
    lease_until     timestamptz,
    -- Since the last success, counted when they begin: one that kills its replica counts too.
    attempt         integer     not null default 0,
    last_attempt_at timestamptz,
    last_ok_at      timestamptz,
    last_outcome    text,
    last_error      text        check (length(last_error) <= 400),
    -- Before then the provider does not want to be asked.
    retry_at        timestamptz,
    -- A bad answer that takes effect only when it is given again.
    suspicion       text,
    suspicions      integer     not null default 0,
    suspected_at    timestamptz,
    -- Of the profile, for the token of this version.
    etag            text        check (length(etag) <= 500),
    etag_version    bigint,
    check ((lease_owner is null) = (lease_until is null))
);

create index identity_sync_queue on identity_sync (provider, instance, next_sync_at) where next_sync_at is not null;
-- How a provider did lately.
create index identity_sync_attempts on identity_sync (provider, instance, last_attempt_at);

-- Those who are there already, spread over a day.
insert into identity_sync (identity_id, provider, instance, next_sync_at)
select i.id, i.provider, i.instance, now() + random() * interval '24 hours'
from identity i join identity_token t on t.identity_id = i.id;

-- What replicas tell each other about an installation.
create table provider_state (
    provider     text        not null,
    instance     text        not null,
    -- Until then no replica asks on its own account.
    paused_until timestamptz not null,
    -- How many pauses there were without a success between.
    pauses       integer     not null default 0,
    -- Since then bad answers are not believed; null if they are.
    outage_since timestamptz,
    reason       text,
    primary key (provider, instance)
);

-- The last run that an administrator started.
create table reconciliation_run (
    only_one   boolean     primary key default true check (only_one),
    started_at timestamptz not null,
    -- Null for all.
    provider   text
);

-- Tokens that are to be given back. Their identities are gone, so they are encrypted for this row.
create table token_revocation (
    id            uuid        primary key,
    provider      text        not null,
    instance      text        not null,
    access_token  bytea       not null check (length(access_token) >= 29),
    refresh_token bytea       check (length(refresh_token) >= 29),
    key_id        text        collate "C" not null references encryption_key,
    attempt       integer     not null default 0,
    next_try_at   timestamptz not null default now(),
    created_at    timestamptz not null default now()
);

create index token_revocation_next on token_revocation (next_try_at);
