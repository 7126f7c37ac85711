-- The page of mails lists them. There is such an index of mails that were given up.
create index mail_refused on mail (finished_at) where state = 'refused';
