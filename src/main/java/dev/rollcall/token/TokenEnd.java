package dev.rollcall.token;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Revokes tokens together with the tokens that were created with them, and records each. */
@Singleton
public class TokenEnd {

    /**
     * Valid tokens, and those that were created with them, with one of these, and so on. Locks their rows in the order of
     * their ids, as the writing of their last use does. {@code offset 0} prevents a join, for which PostgreSQL would read all
     * tokens, because it expects many from each step.
     */
    private static final String VALID = """
            select id from access_token
            where id = any (array(
                    with recursive minted as (
                        select id from access_token where %s
                        union select made.id from minted cross join lateral (
                            select t.id from access_token t where t.minted_by = minted.id offset 0) made)
                    select id from minted))
                and revoked_at is null and (expires_at is null or expires_at > ?)
            order by id for update""";

    static final String MINTED = VALID.formatted("minted_by = ?");

    static final String OF_PERSON = VALID.formatted("user_id = ? and kind = 'personal'");

    private static final String WITH_ITS_CREATOR = ". It ended with the token that created it";

    private final Sql sql;
    private final AuditLog audit;
    private final Clock clock;

    TokenEnd(Sql sql, AuditLog audit, Clock clock) {
        this.sql = sql;
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
        for (AccessToken minted : valid(MINTED, token.id, now)) {
            revoke(minted, source, WITH_ITS_CREATOR, now);
        }
    }

    /**
     * Revokes all valid personal tokens of a person, and the valid tokens that were created with them.
     *
     * @param person locked until the transaction ends, so that nobody creates a token for them meanwhile
     */
    public void ofPerson(UUID person, Source source) {
        Instant now = clock.instant();
        for (AccessToken token : valid(OF_PERSON, person, now)) {
            revoke(token, source, token.kind == AccessToken.Kind.PERSONAL ? "" : WITH_ITS_CREATOR, now);
        }
    }

    private List<AccessToken> valid(String query, UUID id, Instant now) {
        return AccessToken.locked(sql.list(
                "The tokens could not be locked",
                query,
                row -> row.getObject("id", UUID.class),
                id,
                now.atOffset(ZoneOffset.UTC)));
    }

    private void revoke(AccessToken token, Source source, String reason, Instant now) {
        token.revoke(now);
        String what = token.kind == AccessToken.Kind.PERSONAL
                ? "a personal token"
                : "the " + token.kind.stored + " token '" + token.name + "'";
        audit.record(Action.TOKEN_REVOKED, source, token.organizationId, token.id, "Deleted " + what + reason);
    }
}
