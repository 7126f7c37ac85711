-- An address that somebody has yet to prove theirs: their first, or one that they want to change to.
create table email_verification (
    id         uuid        primary key,
    user_id    uuid        not null references app_user on delete cascade,
    email      text        not null check (length(email) between 1 and 254),
    purpose    text        not null check (purpose in ('primary', 'change')),
    -- Hash of the secret in the mail.
    code_hash  bytea       not null unique check (length(code_hash) = 32),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);

create index email_verification_user on email_verification (user_id, created_at);
