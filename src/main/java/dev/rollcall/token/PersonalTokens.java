package dev.rollcall.token;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.query.ContinuationToken;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.security.TokenSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists, creates and revokes a person's access tokens. Lists are newest first and ordered by id: ids are version 7
 * UUIDs, so later tokens have greater ids. Pages begin after an id, so tokens that are created or deleted between two
 * pages do not shift the rest. A page needs one SQL statement and no transaction.
 */
@ApplicationScoped
public class PersonalTokens {

    /** More than a person needs, and few enough to read the list. */
    private static final int MAXIMUM_PER_PERSON = 1000;

    /**
     * Matches valid descriptions: at most 1024 characters, no control characters, and no unpaired surrogates, which
     * PostgreSQL cannot store.
     */
    public static final String DESCRIPTION = "[^\\p{Cc}\\p{Cs}]{0,1024}";

    /** The greatest UUID. The first page begins here, because lists descend. */
    private static final UUID END = new UUID(-1, -1);

    private final Sql sql;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PersonalTokens(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * Creates a personal token for the caller.
     *
     * @param expires Unix time in seconds, at most two years ahead; 0 for never
     * @param address the client's IP address, for the audit record
     * @return the only response that contains the secret
     * @throws ApiException 400 if {@code expires} is invalid, or the caller has {@value #MAXIMUM_PER_PERSON} valid
     *     tokens
     */
    @Transactional
    public CreateAccessTokenResponse create(Caller caller, String description, long expires, String address) {
        Instant now = clock.instant();
        TokenSecret secret = TokenSecret.random(random);
        AccessToken token = AccessToken.personal(caller.userId(), secret, description);
        token.createdBy = caller.userId();
        token.expireAt(expires, now);
        if (AccessToken.countPersonal(caller.userId(), now) >= MAXIMUM_PER_PERSON) {
            throw ApiException.badRequest(
                    "You have " + MAXIMUM_PER_PERSON + " access tokens. Delete one of them first.");
        }
        token.persist();
        AuditEvent.record(Action.TOKEN_CREATED, caller.userId(), token.id, caller.tokenId(), address);
        return new CreateAccessTokenResponse(token.id.toString(), secret.reveal());
    }

    /**
     * Revokes a personal token of the caller.
     *
     * @param address the client's IP address, for the audit record
     * @throws ApiException 404 if the caller has no such token, or it is revoked
     */
    @Transactional
    public void revoke(Caller caller, String tokenId, String address) {
        AccessToken token = parse(tokenId)
                .flatMap(id -> AccessToken.findPersonal(caller.userId(), id))
                .orElseThrow(() -> ApiException.notFound("Token '" + tokenId + "' not found"));
        token.revoke(clock.instant());
        AuditEvent.record(Action.TOKEN_REVOKED, caller.userId(), token.id, caller.tokenId(), address);
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** {@return the SQL of a page; parameters: user id, the id before which the page begins, maximum number of rows} */
    static String statement(TokenFilter filter) {
        return """
                select t.id, t.description, t.created_at, t.last_used_at, t.expires_at, u.login
                from access_token t join app_user u on u.id = t.user_id
                where t.user_id = ? and t.kind = 'personal' and t.revoked_at is null and t.id < ? and\s""" + filter.condition + " order by t.id desc limit ?";
    }

    /**
     * Reads a page of a person's tokens.
     *
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this person and filter
     */
    public ListAccessTokensResponse page(UUID userId, TokenFilter filter, PageSize size, String after) {
        String question = "personal tokens of " + userId + ", " + filter;
        UUID before = after == null ? END : last(after, question);
        // Reads one more than the page has, to find out whether there is a next page.
        List<TokenSummary> found = read(userId, filter, before, size.value() + 1);
        if (found.size() <= size.value()) {
            return new ListAccessTokensResponse(found, null);
        }
        List<TokenSummary> tokens = found.subList(0, size.value());
        UUID last = UUID.fromString(tokens.get(tokens.size() - 1).id());
        return new ListAccessTokensResponse(tokens, ContinuationToken.after(question, last));
    }

    private static UUID last(String continuationToken, String question) {
        return ContinuationToken.read(continuationToken, question, 1)
                .map(key -> key.get(0))
                .orElseThrow(() -> ApiException.badRequest("Invalid continuationToken or maxResults value."));
    }

    private List<TokenSummary> read(UUID userId, TokenFilter filter, UUID before, int limit) {
        return sql.list(
                "The tokens could not be read", statement(filter), PersonalTokens::summary, userId, before, limit);
    }

    private static TokenSummary summary(ResultSet row) throws SQLException {
        OffsetDateTime created = row.getObject("created_at", OffsetDateTime.class);
        return new TokenSummary(
                row.getString("id"),
                "",
                row.getString("description"),
                created.toInstant().truncatedTo(ChronoUnit.SECONDS).toString(),
                seconds(row.getObject("last_used_at", OffsetDateTime.class)),
                seconds(row.getObject("expires_at", OffsetDateTime.class)),
                false,
                row.getString("login"),
                "personal");
    }

    private static long seconds(OffsetDateTime time) {
        return time == null ? 0 : time.toEpochSecond();
    }
}
