-- The token that was created from the settings. Null if an earlier release did that: it has no page for the token.
alter table bootstrap add column token_id uuid references access_token on delete set null;

-- The token with which somebody signed in. The session ends with it.
alter table browser_session add column token_id uuid references access_token on delete cascade;
create index browser_session_token on browser_session (token_id) where token_id is not null;
