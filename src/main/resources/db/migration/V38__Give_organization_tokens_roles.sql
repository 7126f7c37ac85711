-- The built-in role of an organization token. Null in older tokens: then the column admin decides.
alter table access_token
    add column role text,
    -- The next migration checks the rows that exist. To check them here would hold a lock that stops every request.
    add constraint access_token_role check (role is null
        or kind = 'organization' and role in ('member', 'admin', 'billing-manager') and admin = (role = 'admin')) not valid;
