package dev.rollcall.token;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.query.ContinuationToken;
import dev.rollcall.query.ContinuationToken.TextKey;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists, creates and revokes a person's access tokens. Pages begin after the key of a token, so tokens that are created
 * or deleted between two pages do not shift the rest. A page needs one SQL statement and no transaction.
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

    /** A token in a list, and its key in the list's order. */
    private record Entry(TokenSummary token, TextKey key) {}

    /**
     * Reads a page of a person's tokens.
     *
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this person and query
     */
    public ListAccessTokensResponse page(UUID userId, TokenQuery query, PageSize size, String after) {
        String question = "personal tokens of " + userId + ", " + query.question();
        Optional<TextKey> last = Optional.ofNullable(after)
                .map(token -> ContinuationToken.readText(token, question)
                        .orElseThrow(() -> ApiException.badRequest("Invalid continuationToken or maxResults value.")));
        // Reads one more than the page has, to find out whether there is a next page.
        List<Entry> found = read(userId, query, last, size.value() + 1);
        List<Entry> page = found.subList(0, Math.min(found.size(), size.value()));
        return new ListAccessTokensResponse(
                page.stream().map(Entry::token).toList(),
                found.size() > page.size()
                        ? ContinuationToken.after(
                                question, page.get(page.size() - 1).key())
                        : null);
    }

    private List<Entry> read(UUID userId, TokenQuery query, Optional<TextKey> after, int limit) {
        if (query.isImpossible()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>(List.of(userId));
        if (!query.search().isEmpty()) {
            parameters.add(query.search());
        }
        after.ifPresent(key -> {
            if (query.order().key != null) {
                parameters.add(key.text());
            }
            parameters.add(key.id());
        });
        parameters.add(limit);
        return sql.list(
                "The tokens could not be read",
                query.statement(after.isEmpty()),
                row -> new Entry(summary(row), new TextKey(row.getString("key"), row.getObject("id", UUID.class))),
                parameters.toArray());
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
