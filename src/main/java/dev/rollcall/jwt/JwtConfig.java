package dev.rollcall.jwt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whose JWTs are taken, and what their claims mean. Public, since the library that validates it looks into the map. */
@ConfigMapping(prefix = "rollcall.jwt")
public interface JwtConfig {

    /** Whether JWTs are taken at all. */
    @WithDefault("false")
    boolean enabled();

    /** How long fetched keys are believed, one minute at most: a key that the issuer withdraws stops within this time. */
    @WithDefault("60s")
    Duration keyLifetime();

    /** A token with an unknown key makes the service fetch at once, but not more often than this. */
    @WithDefault("10s")
    Duration unknownKeyInterval();

    /** The issuers, each under a short name that health and metrics show. */
    Map<String, Issuer> issuers();

    /** One issuer. Claims inside of claims are written with dots: {@code realm_access.roles}. */
    interface Issuer {

        /** The exact {@code iss} of its tokens. */
        String issuer();

        /** Where it publishes its public keys (RFC 7517). */
        String jwksUrl();

        /** What {@code aud} must contain. */
        String audience();

        /** The claim that a new account's name is made from. */
        @WithDefault("preferred_username")
        String loginClaim();

        /** The claim with the name that is shown. */
        @WithDefault("name")
        String nameClaim();

        /** The claim with the e-mail address. */
        @WithDefault("email")
        String emailClaim();

        /** The claim that says that the address is the person's own. */
        @WithDefault("email_verified")
        String emailVerifiedClaim();

        /** Whether what the issuer says about addresses is believed. */
        @WithDefault("false")
        boolean trustEmail();

        /** Whether everybody whom the issuer knows gets an account. */
        @WithDefault("false")
        boolean signUp();

        /** The claim that makes a new account a site administrator, if it is or contains the value below. */
        Optional<String> siteAdminClaim();

        /** The value of that claim. Without it no claim makes anybody an administrator. */
        Optional<String> siteAdminValue();
    }
}
