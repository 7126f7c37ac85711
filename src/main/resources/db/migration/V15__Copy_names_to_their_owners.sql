-- Apart from the columns, whose making locks the tables against readers until the migration has ended.
update app_user u set login = n.name from owner_name n where n.user_id = u.id;
update organization o set login = n.name from owner_name n where n.organization_id = o.id;
