-- Where the members of a team come from, and what people read about it. An empty display name means the name.
alter table team
    add column kind           text   not null default 'pulumi' check (kind in ('github', 'pulumi', 'scim')),
    add column display_name   text   not null default '' check (length(display_name) <= 100),
    add column description    text   not null default '' check (length(description) <= 1024),
    -- The team's id at GitHub, which never changes.
    add column github_team_id bigint check (github_team_id > 0),
    -- Deleted teams stay, because their tokens refer to them and keep their names reserved.
    add column deleted_at     timestamptz,
    add check ((kind = 'github') = (github_team_id is not null));

-- A deleted team gives its name up. Lists are paged in this order. The new index serves what the old one served.
create unique index team_in_order on team (organization_id, lower(name)) where deleted_at is null;
drop index team_name;

create unique index team_github on team (organization_id, github_team_id)
    where github_team_id is not null and deleted_at is null;

-- Admins of a team manage its members, its stacks and its tokens.
alter table team_member
    add column role        text not null default 'member' check (role in ('member', 'admin')),
    -- The identity that is in the team at GitHub. Without it, nobody would find out when that ends.
    add column identity_id uuid references identity on delete cascade;

create index team_member_identity on team_member (identity_id) where identity_id is not null;
