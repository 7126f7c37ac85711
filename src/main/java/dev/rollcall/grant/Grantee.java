package dev.rollcall.grant;

import java.util.UUID;

/** Whom a permission on a stack is granted to: one person, one team or one custom role. */
public final class Grantee {

    /** The column of the table that has the id. */
    final String column;

    final UUID id;

    private Grantee(String column, UUID id) {
        this.column = column;
        this.id = id;
    }

    /** {@return a person, or the account that tokens of an organization act as} */
    public static Grantee user(UUID id) {
        return new Grantee("user_id", id);
    }

    public static Grantee team(UUID id) {
        return new Grantee("team_id", id);
    }

    public static Grantee role(UUID id) {
        return new Grantee("role_id", id);
    }
}
