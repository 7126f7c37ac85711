package dev.rollcall.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** What the service says to authorization servers. It blocks, takes a bounded time, and needs no transaction. */
@ApplicationScoped
public class OAuth {

    /**
     * What a code was exchanged for.
     *
     * @param idToken unchecked
     */
    public record Grant(ProviderToken token, Optional<String> idToken) {}

    /**
     * Where a person consents.
     *
     * @param challenge of the code verifier, by S256 (RFC 7636)
     * @param nonce comes back in the ID token
     */
    public URI authorizationUrl(
            OAuthRegistration registration, String redirectUri, String state, String challenge, String nonce) {
        throw new UnsupportedOperationException();
    }

    /** Exchanges a code. It is {@link Outcome.Revoked} if the provider says that the code is not, or no longer, good. */
    public Outcome<Grant> exchange(OAuthRegistration registration, String code, String verifier, String redirectUri) {
        throw new UnsupportedOperationException();
    }

    /**
     * Exchanges a refresh token. The old pair may be no good afterwards, so that the new one must be stored before it is
     * used. It is {@link Outcome.Revoked} only if the provider says that this refresh token is no good; what is wrong
     * with our own registration is {@link Outcome.Transient}.
     *
     * @return a token that has the old refresh token where the provider gave no new one
     */
    public Outcome<ProviderToken> refresh(OAuthRegistration registration, ProviderToken old, String redirectUri) {
        throw new UnsupportedOperationException();
    }

    /** Gives a token back. It is Ok also if the provider does not know it any more. */
    public Outcome<Boolean> revoke(OAuthRegistration registration, ProviderToken token) {
        throw new UnsupportedOperationException();
    }
}
