package dev.rollcall.token;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a new personal token is for, and until when. */
@Schema(description = "What a new token is for, and until when.")
record CreatePersonalAccessTokenRequest(
        @NotNull(message = "is missing")
        @Pattern(
                regexp = PersonalTokens.DESCRIPTION,
                message = "must have at most 1024 characters, none of them a control character")
        @Schema(
                required = true,
                maxLength = 1024,
                // Halves of surrogate pairs have no class in JSON Schema's regular expressions.
                pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
                description = "What the token is for; may be empty.")
        String description,

        @Schema(
                nullable = true,
                description = "When it ends, in seconds since 1970, at most two years ahead. Absent or 0: never.")
        Long expires) {

    long expiresOrNever() {
        return expires == null ? 0 : expires;
    }
}
