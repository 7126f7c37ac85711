package dev.rollcall.email;

import dev.rollcall.security.CallerProjection;
import dev.rollcall.security.CallerRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** Whether the caller's e-mail address is verified. */
@ApplicationScoped
class VerifiedEmailProjection implements CallerProjection<Boolean> {

    @Override
    public String path() {
        return "/api/user/verified-email";
    }

    @Override
    public String columns() {
        return "u.email_verified_at is not null as email_verified";
    }

    @Override
    public Boolean read(CallerRows rows) throws SQLException {
        return rows.row().getBoolean("email_verified");
    }
}
