package dev.rollcall.security;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.database.Transactions;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.util.Optional;

/** Authenticates an access token: checks the rate limits, finds the account, and records the use. */
@Singleton
class AccessTokenIdentityProvider implements IdentityProvider<AccessTokenRequest> {

    private final Callers callers;
    private final LastUsed lastUsed;
    private final RateLimits limits;
    private final Authentications authentications;
    private final AuditLog audit;

    AccessTokenIdentityProvider(
            Callers callers, LastUsed lastUsed, RateLimits limits, Authentications authentications, AuditLog audit) {
        this.callers = callers;
        this.lastUsed = lastUsed;
        this.limits = limits;
        this.authentications = authentications;
        this.audit = audit;
    }

    @Override
    public Class<AccessTokenRequest> getRequestType() {
        return AccessTokenRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(AccessTokenRequest request, AuthenticationRequestContext context) {
        // RequestFilter moves requests to a worker thread before this. It does not recognize unusual spellings of /api,
        // so those requests are still on the event loop here.
        return BlockingOperationControl.isBlockingAllowed()
                ? Uni.createFrom().item(authenticate(request))
                : context.runBlocking(() -> authenticate(request));
    }

    private SecurityIdentity authenticate(AccessTokenRequest request) {
        byte[] fingerprint = TokenSecret.hash(request.value);
        limits.check(request::address, fingerprint);
        Callers.Found found = find(request, fingerprint).orElseThrow(() -> {
            limits.refused(request.address(), fingerprint);
            return new AuthenticationFailedException();
        });
        limits.accepted(fingerprint);
        Caller caller = found.caller();
        lastUsed.note(caller.tokenId());
        if (found.audited()) {
            // In its own transaction, before the request continues: if recording fails, the request fails.
            Transactions.run(() -> audit.record(
                    Action.TOKEN_USED, request.source(caller), null, caller.userId(), "Used a watched access token"));
        }
        return found.identity();
    }

    private Optional<Callers.Found> find(AccessTokenRequest request, byte[] hash) {
        if (TokenSecret.parse(request.value).isEmpty()) {
            authentications.count(Credential.TOKEN, Outcome.MALFORMED);
            return Optional.empty();
        }
        try {
            Optional<Callers.Found> found = callers.bySecret(hash, request.path);
            authentications.count(Credential.TOKEN, found.isPresent() ? Outcome.ACCEPTED : Outcome.REFUSED);
            return found;
        } catch (PersistenceException unknown) {
            authentications.count(Credential.TOKEN, Outcome.UNDECIDED);
            throw unknown;
        }
    }
}
