-- In the collation of a database, lower() can fold other letters to ASCII, for example U+212A (the Kelvin sign) to k. Then
-- two addresses count as one. COLLATE "C" folds A to Z only, on every server, as owner_name does.
alter table app_user alter column email type text collate "C";
alter table invite alter column email type text collate "C";
