-- One run of a program against a stack. A dry run changes nothing: it has no version, and takes the stack from nobody.
create table stack_update (
    id               uuid        primary key,
    stack_id         uuid        not null references stack on delete cascade,
    kind             text        collate "C" not null
        check (kind in ('update', 'preview', 'refresh', 'destroy', 'import', 'rename', 'resource-import')),
    dry_run          boolean     not null,
    status           text        collate "C" not null default 'not-started'
        check (status in ('not-started', 'running', 'succeeded', 'failed', 'cancelled', 'timed-out')),
    -- The version of the stack that this update makes.
    version          bigint      check (version > 0),
    -- The version before it. Its state is kept while the update runs.
    base_version     bigint      check (base_version < version),
    fence            bigint,
    -- SHA-256 of the update token.
    token_hash       bytea       unique check (length(token_hash) = 32),
    lease_ends_at    timestamptz,
    -- Who created it, and with which access token; null for a JWT. The token may be deleted, and then it is not valid.
    actor_id         uuid        references app_user on delete set null,
    token_id         uuid,
    message          text        not null,
    -- As the client sent them. Nothing looks into them.
    environment      json        not null,
    config           json        not null,
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    ended_at         timestamptz,
    -- When the request arrived whose state was written last. A request that arrived before it comes too late.
    written_at       timestamptz,
    resource_changes json,
    resource_count   bigint      check (resource_count >= 0),
    event_bytes      bigint      not null default 0,
    check ((status = 'not-started') = (started_at is null)),
    check ((status in ('not-started', 'running')) = (ended_at is null)),
    check (dry_run = (version is null) or status = 'not-started'),
    check ((status = 'running') <= (lease_ends_at is not null and token_hash is not null))
) with (fillfactor = 80);

-- Whatever the service does, at most one update of a stack runs, and no two have the same version.
create unique index stack_update_running on stack_update (stack_id) where status = 'running' and not dry_run;
create unique index stack_update_version on stack_update (stack_id, version);
create index stack_update_lease on stack_update (stack_id, id) where status = 'running';
create index stack_update_passing on stack_update (created_at) where dry_run or status = 'not-started';
create index stack_update_actor on stack_update (actor_id);

-- The state of a stack after an update, or so far. Version 0 is what the stack was created with.
create table stack_state (
    stack_id       uuid        not null references stack on delete cascade,
    version        bigint      not null check (version >= 0),
    update_id      uuid,
    schema_version integer     not null,
    resource_count bigint      not null check (resource_count >= 0),
    -- Length and SHA-256 of the JSON document before compression.
    inflated_bytes bigint      not null check (inflated_bytes > 0),
    sha256         bytea       not null check (length(sha256) = 32),
    -- The document, compressed by gzip.
    content        bytea       not null,
    written_at     timestamptz not null,
    primary key (stack_id, version)
) with (
    fillfactor = 50,
    -- During an update the same row is written again and again.
    autovacuum_vacuum_scale_factor = 0.05,
    toast.autovacuum_vacuum_scale_factor = 0.05
);

-- Not compressed again, and read in parts without reading all of it.
alter table stack_state alter column content set storage external;

create index stack_state_age on stack_state (written_at);

-- What the engine of a client reported during an update.
create table stack_event (
    update_id uuid    not null references stack_update on delete cascade,
    sequence  integer not null check (sequence >= 0),
    event     text    not null,
    primary key (update_id, sequence)
);
