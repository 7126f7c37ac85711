-- Why an action was refused, from a fixed list of short names; null if it was done.
alter table audit_event add column reason text;
