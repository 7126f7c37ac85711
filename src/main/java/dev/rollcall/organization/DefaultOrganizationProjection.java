package dev.rollcall.organization;

import dev.rollcall.security.CallerProjection;
import dev.rollcall.security.CallerRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/**
 * The organization that the caller chose. If they chose none, or are no longer in it: their individual organization, or
 * else the first by name.
 */
@ApplicationScoped
class DefaultOrganizationProjection implements CallerProjection<DefaultOrganization> {

    @Override
    public String path() {
        return "/api/user/organizations/default";
    }

    @Override
    public String columns() {
        return """
                (select o.login
                 from membership m
                 join organization o on o.id = m.organization_id
                 where m.user_id = u.id
                 order by (o.id = u.default_organization_id) desc nulls last, (o.kind = 'single-user') desc, lower(o.login)
                 limit 1) as default_organization""";
    }

    @Override
    public DefaultOrganization read(CallerRows rows) throws SQLException {
        String login = rows.row().getString("default_organization");
        return login == null ? DefaultOrganization.none() : DefaultOrganization.of(login);
    }
}
