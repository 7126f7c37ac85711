package dev.rollcall.admin;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.rollcall.http.ApiException;
import dev.rollcall.json.TextOrNumber;
import dev.rollcall.provider.IdentityProvider;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The identity by which Rollcall recognises a person from now on. */
@Schema(description = "An identity at a provider.")
record AttachIdentityRequest(
        @NotNull(message = "is missing")
        @Schema(required = true, description = "The provider, for example github.com, github or SAML, in any case.")
        String kind,

        @NotNull(message = "is missing")
        @Pattern(regexp = PRINTABLE, message = "must have 1 to 255 printable ASCII characters")
        @Schema(
                required = true,
                description =
                        "Base URL of the provider's installation. For SAML the issuer: the exact iss of its tokens.")
        String instance,

        @NotNull(message = "is missing")
        @Pattern(regexp = PRINTABLE, message = "must have 1 to 255 printable ASCII characters")
        @JsonDeserialize(using = TextOrNumber.class)
        @Schema(
                required = true,
                description =
                        "The provider's id of the person, which never changes. Not the login, not the e-mail address."
                                + " It can also be a whole number.")
        String subject) {

    private static final String PRINTABLE = "[ -~]{1,255}";

    IdentityProvider provider() {
        return IdentityProvider.named(kind)
                .orElseThrow(() -> ApiException.badRequest(
                        "kind must be one of github, gitlab, bitbucket, azure-devops, google, saml"));
    }
}
