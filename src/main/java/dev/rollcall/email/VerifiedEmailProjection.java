package dev.rollcall.email;

import dev.rollcall.security.CallerProjection;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Whether the caller's address is proven to be theirs. */
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
    public Boolean read(ResultSet row) throws SQLException {
        return row.getBoolean("email_verified");
    }
}
