package dev.rollcall.email;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** An e-mail address that a person has not verified yet. It is open until it expires. */
record EmailVerification(UUID id, UUID userId, String email, Purpose purpose) {

    /** Which address of the account it is. */
    enum Purpose {
        /** The current one. */
        PRIMARY("primary"),
        /** The one that is to replace it. */
        CHANGE("change");

        final String stored;

        Purpose(String stored) {
            this.stored = stored;
        }
    }

    static EmailVerification of(ResultSet row) throws SQLException {
        return new EmailVerification(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("email"),
                row.getString("purpose").equals(Purpose.CHANGE.stored) ? Purpose.CHANGE : Purpose.PRIMARY);
    }
}
