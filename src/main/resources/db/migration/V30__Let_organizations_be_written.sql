-- Only what needs no look at the rows, because each statement keeps readers away from its table until the end. The
-- constraints are checked, and the indexes made, by migrations of their own.

-- The settings of an organization. These defaults apply to the organizations that exist, too.
alter table organization
    add column members_can_create_stacks   boolean not null default true,
    add column members_can_delete_stacks   boolean not null default true,
    add column members_can_transfer_stacks boolean not null default true,
    add column members_can_create_teams    boolean not null default false,
    -- Longer-lived tokens do not work in the organization. Null for no limit.
    add column max_access_token_expiry_days integer,
    add constraint organization_max_access_token_expiry_days
        check (max_access_token_expiry_days between 1 and 3650) not valid;

-- The organization that gave up a name and may take it back.
alter table owner_name
    add column reserved_for_organization uuid,
    add constraint owner_name_reserved_for_organization_fkey
        foreign key (reserved_for_organization) references organization on delete set null not valid;

-- What readers of an organization's audit log see. Null in older events, and in those that concern no organization.
alter table audit_event
    add column organization_id uuid,
    add column description     text,
    add column request_id      text,
    -- A copy, because ended personal tokens are deleted.
    add column token_name      text;
