-- One of them must remain, so removing one looks at all. There are few among many accounts.
create index app_user_site_admin on app_user (id) where site_admin;
