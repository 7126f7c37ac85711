package dev.rollcall.audit;

import dev.rollcall.http.ApiException;

/** The reason that a client gives for what it does, for the audit record (contract for writes, section 2). */
public final class GivenReason {

    /** At most 1024 characters, no control characters, and no unpaired surrogates, which PostgreSQL cannot store. */
    private static final String TEXT = "[^\\p{Cc}\\p{Cs}]{0,1024}";

    private GivenReason() {}

    /**
     * {@return the end of the description of an audit event; empty without a reason}
     *
     * @param reason what the client gives as the query parameter {@code reason}; may be null
     * @throws ApiException 400 if it is too long, or has a control character
     */
    public static String sentence(String reason) {
        if (reason == null || reason.isBlank()) {
            return "";
        }
        if (!reason.matches(TEXT)) {
            throw ApiException.badRequest("reason must have at most 1024 characters, none of them a control character");
        }
        return ". Reason: " + reason.strip();
    }
}
