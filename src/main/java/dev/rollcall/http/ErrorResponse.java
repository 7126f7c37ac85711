package dev.rollcall.http;

import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every error. The Pulumi CLI takes an error's status from {@code code}, not from the status line, so it is
 * always there and always a number.
 *
 * @param code the HTTP status
 * @param message the status' reason phrase, a colon, and a sentence for the person who reads it
 */
@Schema(description = "What went wrong.")
public record ErrorResponse(
        @Schema(required = true, description = "The HTTP status, repeated.")
        int code,

        @Schema(required = true, description = "The reason phrase of the status, a colon, and what went wrong.")
        String message) {

    static ErrorResponse of(int status, String detail) {
        return new ErrorResponse(status, reasonPhrase(status) + ": " + detail);
    }

    private static String reasonPhrase(int status) {
        Status known = Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
