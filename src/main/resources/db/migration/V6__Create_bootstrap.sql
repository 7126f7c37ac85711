-- One row, ever: whoever inserts it creates the first administrator.
create table bootstrap (
    id         smallint    primary key default 1 check (id = 1),
    created_at timestamptz not null default now()
);
