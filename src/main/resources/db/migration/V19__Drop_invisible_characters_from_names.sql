-- New names have none: no controls of the direction, and nothing that shows nothing. A person without a visible name is
-- shown by the login.
do $$
declare
    hidden constant text := '[\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f'
        || '\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]';
    -- Of spaces only.
    blank constant text := '^[\s\u00a0\u3000]*$';
begin
    update app_user
    set name = case when regexp_replace(name, hidden, '', 'g') ~ blank then coalesce(login, '')
               else regexp_replace(name, hidden, '', 'g') end
    where name ~ hidden or (name ~ blank and name <> '');

    update organization
    set name = case when regexp_replace(name, hidden, '', 'g') ~ blank then coalesce(login, '')
               else regexp_replace(name, hidden, '', 'g') end
    where name ~ hidden or (name ~ blank and name <> '');

    update identity
    set name = case when regexp_replace(name, hidden, '', 'g') ~ blank then null
               else regexp_replace(name, hidden, '', 'g') end
    where name ~ hidden or name ~ blank;
end $$;
