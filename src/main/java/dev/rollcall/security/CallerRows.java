package dev.rollcall.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/**
 * A result in which callers follow each other, each with a row or more. Whoever reads one caller's rows comes to the end of
 * these, and never to those of the next.
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

    /** Takes a result that is before its first row. Callers differ by their {@code token_id}. */
    CallerRows(ResultSet rows) throws SQLException {
        this.rows = rows;
        this.position = rows.next() ? Position.NEXT_CALLER : Position.END;
    }

    /** {@return the row that the caller's rows are at: the first one, at the beginning} */
    public ResultSet row() {
        return rows;
    }

    /**
     * Moves to the caller's next row.
     *
     * @return false if there is none; then no row can be read any more
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

    /** Moves to the first row of the next caller, whatever was read of the one before. {@return false if there is none} */
    boolean nextCaller() throws SQLException {
        while (next()) {
            // A projection need not read all that is joined.
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
