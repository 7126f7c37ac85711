package dev.rollcall.identity;

import dev.rollcall.http.ApiException;
import dev.rollcall.provider.IdentityProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.UUID;

/** Disconnects identities. Their tokens are deleted here at once, and a job revokes them at the provider. */
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
     * @return the deleted identity
     * @throws ApiException 404 if the person has no identity at this kind of provider, 400 if it is their last identity
     */
    @Transactional(TxType.MANDATORY)
    public Identity disconnect(UUID userId, IdentityProvider provider) {
        Identity identity = Identity.dispensable(userId, provider);
        disconnect(identity);
        return identity;
    }

    /** Disconnects all identities of a person whose account is deleted, in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void disconnectAll(UUID userId) {
        Identity.of(userId).forEach(this::disconnect);
    }

    private void disconnect(Identity identity) {
        tokens.findReadable(identity).ifPresent(token -> revocations.add(identity, token));
        identity.delete();
    }
}
