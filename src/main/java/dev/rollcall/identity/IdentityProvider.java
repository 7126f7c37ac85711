package dev.rollcall.identity;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who vouches for an identity, by the values of the wire (contract, section 2.1). */
@Schema(
        type = SchemaType.STRING,
        enumeration = {"dev.azure.com", "bitbucket.org", "github.com", "gitlab.com", "google.com", "SAML"})
public enum IdentityProvider {
    AZURE_DEVOPS("dev.azure.com"),
    BITBUCKET("bitbucket.org"),
    GITHUB("github.com"),
    GITLAB("gitlab.com"),
    GOOGLE("google.com"),
    SSO("SAML");

    @EnumeratedValue
    @JsonValue
    final String value;

    IdentityProvider(String value) {
        this.value = value;
    }

    /** Finds a provider by its value; throws IllegalArgumentException if the wire knows no such one. */
    public static IdentityProvider of(String value) {
        for (IdentityProvider provider : values()) {
            if (provider.value.equals(value)) {
                return provider;
            }
        }
        throw new IllegalArgumentException("No identity provider is called " + value);
    }
}
