package dev.rollcall.admin;

import dev.rollcall.http.ApiException;
import dev.rollcall.provider.IdentityProvider;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which identity somebody is to be recognised by. */
@Schema(description = "An identity at a provider.")
record AttachIdentityRequest(
        @NotNull(message = "is missing")
        @Schema(required = true, description = "The provider, for example github.com, github or SAML, in any case.")
        String kind,

        @NotNull(message = "is missing")
        @Pattern(regexp = PRINTABLE, message = "must have 1 to 255 printable ASCII characters")
        @Schema(required = true, description = "Base URL of the provider; for SAML the issuer, as the tokens say it.")
        String instance,

        @NotNull(message = "is missing")
        @Pattern(regexp = PRINTABLE, message = "must have 1 to 255 printable ASCII characters")
        @Schema(
                required = true,
                description = "The provider's immutable key of the person: not their login, and not their address.")
        String subject) {

    private static final String PRINTABLE = "[ -~]{1,255}";

    IdentityProvider provider() {
        return IdentityProvider.named(kind)
                .orElseThrow(() -> ApiException.badRequest(
                        "kind must be one of github, gitlab, bitbucket, azure-devops," + " google, saml"));
    }
}
