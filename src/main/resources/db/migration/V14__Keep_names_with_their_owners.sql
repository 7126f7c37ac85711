-- Copies: who reads an account or an organization wants its name as well, nearly always, and to look up each one costs more
-- than all the rest. See docs/decisions/0017-logins-beside-their-owners.md.
alter table app_user
    add column login text collate "C";

alter table organization
    add column login text collate "C";

-- By the database, so that a copy cannot be forgotten; an older release that is still running knows nothing of them.
create function keep_login() returns trigger language plpgsql as $$
begin
    update app_user set login = null where id = old.user_id and id is distinct from new.user_id;
    update organization set login = null where id = old.organization_id and id is distinct from new.organization_id;
    update app_user set login = new.name where id = new.user_id;
    update organization set login = new.name where id = new.organization_id;
    return null;
end $$;

create trigger owner_name_login
    after insert or delete or update of name, user_id, organization_id on owner_name
    for each row execute function keep_login();

-- Only a team's token has a team. A subquery or a join would be prepared for each caller; this is not even called for
-- what is null.
create function team_name(team_id uuid) returns text stable strict language sql as $$
    select t.name from team t where t.id = team_id;
$$;
