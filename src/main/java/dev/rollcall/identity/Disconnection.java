package dev.rollcall.identity;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
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
    private final AuditLog audit;

    Disconnection(ProviderTokens tokens, Revocations revocations, AuditLog audit) {
        this.tokens = tokens;
        this.revocations = revocations;
        this.audit = audit;
    }

    /**
     * Disconnects an identity of the person who asks for it, and records it.
     *
     * @throws ApiException 404 if the person has no identity at this kind of provider, 400 if it is their last identity
     */
    @Transactional
    public void disconnect(Source source, IdentityProvider provider) {
        Identity identity = Identity.dispensable(source.actorId(), provider);
        disconnect(identity);
        audit.record(
                Action.IDENTITY_DISCONNECTED,
                source,
                null,
                identity.id,
                "Disconnected their identity of " + provider.title());
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
