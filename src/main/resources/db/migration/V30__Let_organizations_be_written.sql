-- The settings of an organization. These defaults apply to the organizations that exist, too.
alter table organization
    add column members_can_create_stacks   boolean not null default true,
    add column members_can_delete_stacks   boolean not null default true,
    add column members_can_transfer_stacks boolean not null default true,
    add column members_can_create_teams    boolean not null default false,
    -- Longer-lived tokens do not work in the organization. Null for no limit.
    add column max_access_token_expiry_days integer check (max_access_token_expiry_days between 1 and 3650);

-- Administrators page through the shared organizations by login. There are as many individual ones as people.
create index organization_shared on organization (lower(login)) where kind <> 'single-user';

-- The organization that gave up a name and may take it back.
alter table owner_name
    add column reserved_for_organization uuid references organization on delete set null;

create index owner_name_reserved_for_organization on owner_name (reserved_for_organization)
    where reserved_for_organization is not null;

-- Members are paged in this order. The new index also serves the queries that the old one served.
create index membership_in_order on membership (organization_id, user_id);
drop index membership_organization;

-- Whether an organization has another admin, without a look at all its members.
create index membership_admin on membership (organization_id, user_id) where role = 'admin';

-- What readers of an organization's audit log see. Null in older events, and in those that concern no organization.
alter table audit_event
    add column organization_id uuid,
    add column description     text,
    add column request_id      text,
    -- A copy, because ended personal tokens are deleted.
    add column token_name      text;

create index audit_event_organization on audit_event (organization_id, occurred_at, id)
    where organization_id is not null;
