package dev.rollcall.token;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.ContinuationToken;
import dev.rollcall.http.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.security.TokenSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import javax.sql.DataSource;

/**
 * A person's own tokens, page by page, newest first: ids are UUIDs of version 7, so their order is that of creation. It
 * is also the key of the pages: a token that is created while somebody turns them stands before the first one, and one
 * that is deleted leaves the others where they are. One statement per page, in plain JDBC without a transaction.
 */
@ApplicationScoped
public class PersonalTokens {

    /** More than anybody needs, and few enough to look through. */
    private static final int MAXIMUM_PER_PERSON = 1000;

    /** What may be written about a token. Neither control characters nor halves of surrogate pairs can be stored. */
    public static final String DESCRIPTION = "[^\\p{Cc}\\p{Cs}]{0,1024}";

    /** No id comes after it: the first page begins here. */
    private static final UUID END = new UUID(-1, -1);

    private final DataSource database;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PersonalTokens(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Creates a token for its owner.
     *
     * @param expires seconds since 1970, or 0 for never
     * @param address the client's IP address, for the audit record
     * @throws ApiException 400 if it cannot expire then, or they have too many
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
     * Ends one of a person's own tokens.
     *
     * @param address the client's IP address, for the audit record
     * @throws ApiException 404 if they have no such token
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

    /** The statement of a page; its parameters are the person, the id before which it begins, and its size. */
    static String statement(TokenFilter filter) {
        return """
                select t.id, t.description, t.created_at, t.last_used_at, t.expires_at, u.login
                from access_token t join app_user u on u.id = t.user_id
                where t.user_id = ? and t.kind = 'personal' and t.revoked_at is null and t.id < ? and\s""" + filter.condition + " order by t.id desc limit ?";
    }

    /**
     * Reads a page.
     *
     * @param after where the previous page says that this one begins, or null for the first
     * @throws ApiException 400 if {@code after} comes from another list
     */
    public ListAccessTokensResponse page(UUID userId, TokenFilter filter, PageSize size, String after) {
        String question = "personal tokens of " + userId + ", " + filter;
        UUID before = after == null ? END : last(after, question);
        // One more than asked for tells whether there is another page.
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
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(statement(filter))) {
            statement.setObject(1, userId);
            statement.setObject(2, before);
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<TokenSummary> tokens = new ArrayList<>();
                while (row.next()) {
                    tokens.add(summary(row));
                }
                return tokens;
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The tokens could not be read", failure);
        }
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
