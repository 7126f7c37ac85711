package dev.rollcall.migration;

import java.io.Serial;

/** The service cannot use its database before an operator acts. The message says to the operator what to do. */
public final class UnusableDatabaseException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    UnusableDatabaseException(String message) {
        super(message, null, false, false);
    }
}
