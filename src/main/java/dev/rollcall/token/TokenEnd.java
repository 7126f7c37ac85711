package dev.rollcall.token;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Revokes tokens together with the tokens that were created with them, and records each. */
@Singleton
public class TokenEnd {

    private final AuditLog audit;
    private final Clock clock;

    TokenEnd(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Revokes a token, and the valid tokens that were created with it, in the caller's transaction.
     *
     * @param token locked until the transaction ends, so that nobody creates a token with it meanwhile
     * @param reason a sentence that follows the description of the event; may be empty
     */
    public void of(AccessToken token, Source source, String reason) {
        Instant now = clock.instant();
        revoke(token, source, reason, now);
        for (AccessToken minted : AccessToken.findMinted(token.id, now)) {
            revoke(minted, source, ". It ended with the token that created it", now);
        }
    }

    /**
     * Revokes all valid personal tokens of a person, and the valid tokens that were created with them.
     *
     * @param person locked until the transaction ends, so that nobody creates a token for them meanwhile
     */
    public void ofPerson(UUID person, Source source) {
        Instant now = clock.instant();
        for (AccessToken token : AccessToken.findAllOf(person, now)) {
            revoke(token, source, ". It ended with the token that created it", now);
        }
    }

    private void revoke(AccessToken token, Source source, String reason, Instant now) {
        token.revoke(now);
        if (token.kind == AccessToken.Kind.PERSONAL) {
            AuditEvent.record(Action.TOKEN_REVOKED, source.actorId(), token.id, source.tokenId(), source.address());
        } else {
            audit.record(
                    Action.TOKEN_REVOKED,
                    source,
                    token.organizationId,
                    token.id,
                    "Deleted the " + token.kind.stored + " token '" + token.name + "'" + reason);
        }
    }
}
