package dev.rollcall.identity;

import dev.rollcall.http.ApiException;
import dev.rollcall.provider.IdentityProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.UUID;

/** Takes identities away from people. Their tokens are gone at once here, and later at the provider. */
@ApplicationScoped
public class Disconnection {

    private final ProviderTokens tokens;
    private final Revocations revocations;

    Disconnection(ProviderTokens tokens, Revocations revocations) {
        this.tokens = tokens;
        this.revocations = revocations;
    }

    /**
     * Disconnects an identity, in the caller's transaction.
     *
     * @return the identity, which is no more
     * @throws ApiException 404 if the person has no identity of this kind, 400 if it is their last one
     */
    @Transactional(TxType.MANDATORY)
    public Identity disconnect(UUID userId, IdentityProvider provider) {
        Identity identity = Identity.dispensable(userId, provider);
        tokens.findReadable(identity).ifPresent(token -> revocations.add(identity, token));
        identity.delete();
        return identity;
    }
}
