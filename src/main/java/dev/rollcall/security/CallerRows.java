package dev.rollcall.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/**
 * A result with one or more rows per caller, where each caller's rows are next to each other. A projection can read the
 * rows of one caller only: {@link #next()} returns false where the next caller begins.
 */
public final class CallerRows {

    private final ResultSet rows;
    private UUID token;
    private Position position;

    private enum Position {
        CALLER,
        NEXT_CALLER,
        END
    }

    /**
     * Wraps a result that is before its first row.
     *
     * @param rows has a column {@code token_id}; a new value begins a new caller
     */
    CallerRows(ResultSet rows) throws SQLException {
        this.rows = rows;
        this.position = rows.next() ? Position.NEXT_CALLER : Position.END;
    }

    /** {@return the result at the caller's current row, which is their first row until {@link #next()} is called} */
    public ResultSet row() {
        return rows;
    }

    /**
     * Moves to the caller's next row.
     *
     * @return false if the caller has no more rows; then no row may be read
     */
    public boolean next() throws SQLException {
        if (position != Position.CALLER) {
            return false;
        }
        if (!rows.next()) {
            position = Position.END;
        } else if (!Objects.equals(token, token())) {
            position = Position.NEXT_CALLER;
        }
        return position == Position.CALLER;
    }

    /** Moves to the first row of the next caller. {@return false if there is no next caller} */
    boolean nextCaller() throws SQLException {
        while (next()) {
            // Skips rows that the projection did not read.
        }
        if (position == Position.END) {
            return false;
        }
        token = token();
        position = Position.CALLER;
        return true;
    }

    private UUID token() throws SQLException {
        return rows.getObject("token_id", UUID.class);
    }
}
