package dev.rollcall.security;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.util.Optional;

/** Turns a token into the account that it acts as, and notes that it was used. */
@Singleton
class AccessTokenIdentityProvider implements IdentityProvider<AccessTokenRequest> {

    private final Callers callers;
    private final LastUsed lastUsed;
    private final RateLimits limits;
    private final Authentications authentications;

    AccessTokenIdentityProvider(
            Callers callers, LastUsed lastUsed, RateLimits limits, Authentications authentications) {
        this.callers = callers;
        this.lastUsed = lastUsed;
        this.limits = limits;
        this.authentications = authentications;
    }

    @Override
    public Class<AccessTokenRequest> getRequestType() {
        return AccessTokenRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(AccessTokenRequest request, AuthenticationRequestContext context) {
        // RequestFilter has taken nearly all of them to a thread that may wait; what writes /api in some other way is
        // not there yet.
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
            // Before the request goes on: a use that cannot be recorded does not happen.
            QuarkusTransaction.requiringNew()
                    .run(() -> AuditEvent.record(
                            Action.TOKEN_USED, caller.userId(), caller.userId(), caller.tokenId(), request.address()));
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
