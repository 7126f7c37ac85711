package dev.rollcall.personaltoken;

import dev.rollcall.token.AccessToken;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The description and expiry of a new personal token. */
@Schema(description = "The description and expiry of a new token.")
record CreatePersonalAccessTokenRequest(
        @NotNull(message = "is missing")
        @Pattern(
                regexp = AccessToken.DESCRIPTION,
                message = "must have at most 1024 characters, none of them a control character")
        @Schema(
                required = true,
                maxLength = 1024,
                // JSON Schema's regular expressions have no class for unpaired surrogates.
                pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
                description = "What the token is for. May be empty.")
        String description,

        @Schema(
                nullable = true,
                description =
                        "When the token expires: Unix time in seconds, at most two years ahead. Absent or 0: never, or with"
                                + " the token or JWT of the request, or at the end of the server's longest lifetime.")
        Long expires) {

    /** {@return Unix time in seconds, or 0 for as late as possible} */
    long expiresOrLatest() {
        return expires == null ? 0 : expires;
    }
}
