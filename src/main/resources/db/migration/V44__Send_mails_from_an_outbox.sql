-- Mails to send, and what became of them. Their text is made when they are sent.
create table mail (
    id              uuid        primary key,
    -- Who makes the text, and from what: for example an invitation and its id.
    kind            text        collate "C" not null check (length(kind) between 1 and 40),
    subject_id      uuid        not null,
    recipient       text        collate "C" not null check (length(recipient) between 3 and 254),
    -- Whose limits it counts against.
    organization_id uuid        references organization on delete cascade,
    sender_id       uuid        references app_user on delete set null,
    created_at      timestamptz not null default now(),
    state           text        collate "C" not null default 'waiting'
        check (state in ('waiting', 'sent', 'refused', 'abandoned')),
    attempt         integer     not null default 0,
    -- Also the end of the lease of the replica that sends it at the moment.
    next_try_at     timestamptz not null default now(),
    lease           uuid,
    finished_at     timestamptz,
    -- What the mail server answered, for the sender.
    failure         text        check (length(failure) <= 300),
    check ((state = 'waiting') = (finished_at is null))
);

create index mail_due on mail (next_try_at) where state = 'waiting';
create index mail_finished on mail (finished_at) where finished_at is not null;
create index mail_abandoned on mail (finished_at) where state = 'abandoned';
create index mail_subject on mail (subject_id, created_at);
create index mail_recipient on mail (lower(recipient), created_at);
create index mail_organization on mail (organization_id, created_at);
create index mail_sender on mail (sender_id, created_at);
