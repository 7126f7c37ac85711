-- Members are paged in this order. It also serves the queries that membership_organization serves.
create index membership_in_order on membership (organization_id, user_id);

-- Whether an organization has another admin, without a look at all its members.
create index membership_admin on membership (organization_id, user_id) where role = 'admin';
