package dev.rollcall.email;

import dev.rollcall.security.CallerProjection;
import dev.rollcall.security.CallerRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;

/** The newest address that the caller has not verified yet. It can be the account's first address. */
@ApplicationScoped
class PendingEmailProjection implements CallerProjection<Optional<PendingEmail>> {

    @Override
    public String path() {
        return "/api/user/pending-emails";
    }

    @Override
    public String columns() {
        return """
                (select v.email from email_verification v where v.user_id = u.id and v.expires_at > now()
                 order by v.created_at desc limit 1) as pending_email""";
    }

    @Override
    public Optional<PendingEmail> read(CallerRows rows) throws SQLException {
        return Optional.ofNullable(rows.row().getString("pending_email")).map(PendingEmail::new);
    }
}
