-- Lists of tokens are paged by id, newest first.
create index access_token_not_revoked on access_token (user_id, id) where revoked_at is null;
