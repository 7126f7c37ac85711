package dev.rollcall.jwt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The accepted issuers of JWTs. Public, because the library that validates the configuration reads the map. */
@ConfigMapping(prefix = "rollcall.jwt")
public interface JwtConfig {

    /** Whether the API accepts JWTs. */
    @WithDefault("false")
    boolean enabled();

    /** How long fetched keys are used: one minute at most. A withdrawn key stops working within this time. */
    @WithDefault("60s")
    Duration keyLifetime();

    /** The shortest time between two fetches because of unknown keys. */
    @WithDefault("10s")
    Duration unknownKeyInterval();

    /** The issuers by a short name, which health and metrics show. */
    Map<String, Issuer> issuers();

    /** One issuer. A dot names a claim inside another claim: {@code realm_access.roles}. */
    interface Issuer {

        /** The {@code iss} of its tokens, character by character. */
        String issuer();

        /** URL of its public keys (RFC 7517); https or http. */
        String jwksUrl();

        /** The audience that {@code aud} must contain. */
        String audience();

        /** The claim from which the name of a new account is made. */
        @WithDefault("preferred_username")
        String loginClaim();

        /** The claim with the display name. */
        @WithDefault("name")
        String nameClaim();

        /** The claim with the e-mail address. */
        @WithDefault("email")
        String emailClaim();

        /** The claim that says whether the address is verified. */
        @WithDefault("email_verified")
        String emailVerifiedClaim();

        /** Whether Rollcall trusts the issuer when it says that an address is verified. */
        @WithDefault("false")
        boolean trustEmail();

        /** Whether everybody who has a token of this issuer gets an account. */
        @WithDefault("false")
        boolean signUp();

        /** The claim that makes a new account a site administrator, if it equals or contains the value below. */
        Optional<String> siteAdminClaim();

        /** The value of that claim. Without it nobody becomes an administrator by a claim. */
        Optional<String> siteAdminValue();
    }
}
