package dev.rollcall.accounts;

import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new account. */
@Schema(description = "A new account of a person.")
public record CreateUserRequest(
        @NotNull(message = "is missing")
        @Schema(required = true, minLength = 3, maxLength = 40, pattern = LOGIN, description = "The name in URLs.")
        String login,

        @Schema(minLength = 1, maxLength = 255, description = "The name that is shown. Default: the login.")
        String name,

        @Schema(maxLength = 254, description = "The e-mail address. Default: none.")
        String email,

        @Schema(description = "Whether the address is verified. Default: false.")
        Boolean emailVerified,

        @Schema(description = "Whether the person administers this server. Default: false.")
        Boolean siteAdmin) {

    /** Logins as a regular expression; see {@link dev.rollcall.user.OwnerName#isValid}. */
    static final String LOGIN = "^[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]$";
}
