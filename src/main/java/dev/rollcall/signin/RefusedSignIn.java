package dev.rollcall.signin;

import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.http.ApiException;
import java.io.Serial;
import java.util.UUID;

/** A sign-in that is refused, with the reason for the audit record. */
class RefusedSignIn extends ApiException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final UUID account;

    /**
     * Creates an exception.
     *
     * @param answer what the person reads
     * @param account whose sign-in it is; null if that is not known
     */
    RefusedSignIn(Reason reason, ApiException answer, UUID account) {
        super(answer);
        this.reason = reason;
        this.account = account;
    }

    RefusedSignIn(Reason reason, ApiException answer) {
        this(reason, answer, null);
    }

    Reason reason() {
        return reason;
    }

    UUID account() {
        return account;
    }
}
