package dev.rollcall.token;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A token that was just created; the only answer that ever has its value. */
@Schema(description = "A new token, with its value.")
public record CreateAccessTokenResponse(
        @Schema(required = true, description = "What it is called when it is deleted.")
        String id,

        @Schema(required = true, description = "The value that authenticates. It is shown this once.")
        String tokenValue) {

    /** Keeps the value out of logs. */
    @Override
    public String toString() {
        return "CreateAccessTokenResponse[id=" + id + "]";
    }
}
