-- membership_in_order begins with the same column.
drop index membership_organization;
