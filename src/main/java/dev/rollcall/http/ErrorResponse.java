package dev.rollcall.http;

import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every error response (contract, section 1.2). The Pulumi CLI reads the status from {@code code}, not from
 * the status line, so {@code code} is always present and always a number.
 *
 * @param code the HTTP status
 * @param message the reason phrase of the status, a colon, and a sentence or two for the person who reads it
 */
@Schema(description = "An error.")
public record ErrorResponse(
        @Schema(required = true, description = "The HTTP status.")
        int code,

        @Schema(required = true, description = "The reason phrase of the status, a colon, and what happened.")
        String message) {

    public static ErrorResponse of(int status, String detail) {
        return new ErrorResponse(status, reasonPhrase(status) + ": " + detail);
    }

    private static String reasonPhrase(int status) {
        Status known = Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
