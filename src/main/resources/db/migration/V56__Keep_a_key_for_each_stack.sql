-- The key that encrypts the secrets of one stack. It is deleted with its stack.
create table stack_key (
    id          uuid        primary key,
    stack_id    uuid        not null unique references stack on delete cascade,
    -- The first 8 bytes of the key's SHA-256. Every ciphertext begins with them.
    fingerprint text        collate "C" not null check (fingerprint ~ '^[0-9a-f]{16}$'),
    -- The key, encrypted by a configured one.
    sealed      bytea       not null check (length(sealed) >= 29),
    key_id      text        collate "C" not null references encryption_key,
    created_at  timestamptz not null default now()
);

-- Keys under old configured keys are found, and encrypted anew, in this order.
create index stack_key_key on stack_key (key_id, id);
