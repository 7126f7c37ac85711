package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.ContinuationToken;
import dev.rollcall.http.PageSize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A person's own tokens, page by page, newest first: ids are UUIDs of version 7, so their order is that of creation. It
 * is also the key of the pages: a token that is created while somebody turns them stands before the first one, and one
 * that is deleted leaves the others where they are. One statement per page, in plain JDBC without a transaction.
 */
@ApplicationScoped
class PersonalTokens {

    /** No id comes after it: the first page begins here. */
    private static final UUID END = new UUID(-1, -1);

    private final DataSource database;

    PersonalTokens(DataSource database) {
        this.database = database;
    }

    /** The statement of a page; its parameters are the person, the id before which it begins, and its size. */
    static String statement(TokenFilter filter) {
        return """
                select t.id, t.description, t.created_at, t.last_used_at, t.expires_at, n.name as login
                from access_token t left join owner_name n on n.user_id = t.user_id
                where t.user_id = ? and t.kind = 'personal' and t.revoked_at is null and t.id < ? and\s""" + filter.condition + " order by t.id desc limit ?";
    }

    /**
     * Reads a page.
     *
     * @param after where the previous page says that this one begins, or null for the first
     * @throws ApiException 400 if {@code after} comes from another list
     */
    ListAccessTokensResponse page(UUID userId, TokenFilter filter, PageSize size, String after) {
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
