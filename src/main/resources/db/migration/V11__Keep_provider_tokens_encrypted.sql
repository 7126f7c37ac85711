-- The keys that tokens are, or were, encrypted with; the keys themselves are in the configuration only.
create table encryption_key (
    -- The first 8 bytes of the key's SHA-256: tells keys apart, and nothing about them.
    id         text        collate "C" primary key check (id ~ '^[0-9a-f]{16}$'),
    -- A known text under this key, which a replica decrypts at its start: a key that cannot is not this one.
    sentinel   bytea       not null,
    created_at timestamptz not null default now()
);

-- What a person's provider lets the service ask for on their behalf. A table of its own, so that nothing that reads
-- identities reads these along.
create table identity_token (
    identity_id   uuid        primary key references identity on delete cascade,
    -- Format version, IV, ciphertext and tag: 29 bytes and the token's own.
    access_token  bytea       not null check (length(access_token) >= 29),
    refresh_token bytea       check (length(refresh_token) >= 29),
    -- Of both. Refers, so that no key is forgotten while a token needs it.
    key_id        text        collate "C" not null references encryption_key,
    expires_at    timestamptz,
    scopes        text        not null,
    -- Counts the pairs that were stored: who wants to replace one must have read it.
    version       bigint      not null check (version > 0),
    updated_at    timestamptz not null
);

-- Tokens under old keys are found, and encrypted anew, in this order.
create index identity_token_key on identity_token (key_id, identity_id);
