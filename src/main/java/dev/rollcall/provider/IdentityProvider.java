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
    AZURE_DEVOPS("dev.azure.com", "azure-devops", "Azure DevOps"),
    BITBUCKET("bitbucket.org", "bitbucket", "Bitbucket"),
    GITHUB("github.com", "github", "GitHub"),
    GITLAB("gitlab.com", "gitlab", "GitLab"),
    GOOGLE("google.com", "google", "Google"),
    SSO("SAML", "saml", "Single sign-on");

    @EnumeratedValue
    @JsonValue
    final String value;

    private final String shortName;
    private final String title;

    IdentityProvider(String value, String shortName, String title) {
        this.value = value;
        this.shortName = shortName;
        this.title = title;
    }

    /** {@return its name in messages, if no installation is configured that could have another} */
    public String title() {
        return title;
    }

    /** {@return its name in the API} */
    public String wireName() {
        return value;
    }

    /** Finds a provider by its name in the API or its short name, in any case, as {@code identity=} (contract, 2.12). */
    public static Optional<IdentityProvider> named(String name) {
        return Stream.of(values())
                .filter(provider ->
                        ForeignText.same(provider.value, name) || ForeignText.same(provider.shortName, name))
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
