-- A browser at the pages. Without a person while somebody is signing in.
create table browser_session (
    id           uuid        primary key,
    -- Hash of the secret in the cookie.
    secret_hash  bytea       not null unique check (length(secret_hash) = 32),
    user_id      uuid        references app_user on delete cascade,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    -- However busy it is, it ends then.
    expires_at   timestamptz not null
);

create index browser_session_user on browser_session (user_id);
create index browser_session_last_seen on browser_session (last_seen_at);

-- Somebody who was sent to a provider and is expected back, in the same browser. Deleted by who takes it.
create table oauth_state (
    -- Hash of the state parameter (RFC 6749, section 10.12).
    state_hash  bytea       primary key check (length(state_hash) = 32),
    session_id  uuid        not null references browser_session on delete cascade,
    -- The operator's name of the installation.
    provider    text        not null,
    purpose     text        not null check (purpose in ('sign-in', 'link')),
    -- The code verifier of PKCE (RFC 7636), and the nonce of OpenID Connect.
    verifier    text        not null,
    nonce       text        not null,
    return_path text        not null,
    expires_at  timestamptz not null
);

create index oauth_state_session on oauth_state (session_id);
create index oauth_state_expires on oauth_state (expires_at);
