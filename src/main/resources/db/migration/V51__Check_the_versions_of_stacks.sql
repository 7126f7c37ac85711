alter table stack validate constraint stack_last_version;
