package dev.rollcall.provider;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A kind of identity provider, with its names in the API (contract, section 2.1). */
@Schema(
        type = SchemaType.STRING,
        enumeration = {"dev.azure.com", "bitbucket.org", "github.com", "gitlab.com", "google.com", "SAML"})
public enum IdentityProvider {
    AZURE_DEVOPS("dev.azure.com", "azure-devops"),
    BITBUCKET("bitbucket.org", "bitbucket"),
    GITHUB("github.com", "github"),
    GITLAB("gitlab.com", "gitlab"),
    GOOGLE("google.com", "google"),
    SSO("SAML", "saml");

    @EnumeratedValue
    @JsonValue
    final String value;

    private final String shortName;

    IdentityProvider(String value, String shortName) {
        this.value = value;
        this.shortName = shortName;
    }

    /** {@return its name in the API} */
    public String wireName() {
        return value;
    }

    /** Finds a provider by its name in the API or its short name, in any case, as {@code identity=} (contract, 2.12). */
    public static Optional<IdentityProvider> named(String name) {
        return Stream.of(values())
                .filter(provider -> provider.value.equalsIgnoreCase(name) || provider.shortName.equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Finds a provider by its name in the API.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static IdentityProvider of(String value) {
        for (IdentityProvider provider : values()) {
            if (provider.value.equals(value)) {
                return provider;
            }
        }
        throw new IllegalArgumentException("No identity provider is called " + value);
    }
}
