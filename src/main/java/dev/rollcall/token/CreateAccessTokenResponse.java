package dev.rollcall.token;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new access token. No other response contains its value. */
@Schema(description = "A new access token with its value.")
public record CreateAccessTokenResponse(
        @Schema(required = true, description = "The id of the token, for example to delete it.")
        String id,

        @Schema(required = true, description = "The secret value that authenticates. No other response contains it.")
        String tokenValue) {

    /** Hides the value in logs. */
    @Override
    public String toString() {
        return "CreateAccessTokenResponse[id=" + id + "]";
    }
}
