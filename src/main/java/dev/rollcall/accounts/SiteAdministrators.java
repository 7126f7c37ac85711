package dev.rollcall.accounts;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.util.UUID;

/** Keeps at least one site administrator, because nobody else can make one. */
@Singleton
public class SiteAdministrators {

    /** In one order, so that two transactions do not wait for each other. */
    private static final String LOCK = "select id from app_user where site_admin order by id for no key update";

    private static final String IS_LAST = """
            select from app_user u where u.id = ? and u.site_admin and u.state = 'active'
                and not exists (select from app_user o where o.site_admin and o.state = 'active' and o.id <> u.id)""";

    private static final String FAILURE = "The site administrators could not be read";

    private final Sql sql;

    SiteAdministrators(Sql sql) {
        this.sql = sql;
    }

    /**
     * Makes sure that another site administrator remains. Locks them all until the transaction ends, so that two of them
     * cannot remove each other.
     *
     * @param leaving who may not be one any more
     * @throws ApiException 409 if this is the last one who can sign in
     */
    public void requireAnother(UUID leaving) {
        sql.query(FAILURE, LOCK, ResultSet::next);
        if (sql.query(FAILURE, IS_LAST, ResultSet::next, leaving)) {
            throw ApiException.conflict(
                    "This is the last site administrator. Make somebody else a site administrator first.");
        }
    }
}
