package dev.rollcall.token;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Role;
import dev.rollcall.query.ContinuationToken.TextKey;
import dev.rollcall.query.PageSize;
import dev.rollcall.query.TextPage;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads lists of access tokens. Pages begin after the key of a token, so tokens that are created or deleted between two
 * pages do not shift the rest. A page needs one SQL statement and no transaction.
 */
@Singleton
public class TokenPages {

    private final Sql sql;

    TokenPages(Sql sql) {
        this.sql = sql;
    }

    /** A token in a list, and its key in the list's order. */
    private record Entry(TokenSummary token, TextKey key) {}

    /**
     * Reads a page of an owner's tokens.
     *
     * @param id the id of the person, organization or team
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this owner and query
     */
    public ListAccessTokensResponse read(TokenOwner owner, UUID id, TokenQuery query, PageSize size, String after) {
        String question = owner.name().toLowerCase(Locale.ROOT) + " tokens of " + id + ", " + query.question();
        TextPage<Entry> page = TextPage.read(
                question, size.value(), after, (last, most) -> entries(owner, id, query, last, most), Entry::key);
        return new ListAccessTokensResponse(
                page.entries().stream().map(Entry::token).toList(), page.next());
    }

    /**
     * {@return the name of an owner's token, or the description of a personal one; empty if the owner has no such token, or
     * it is revoked}
     *
     * @param id as of {@link #read}
     */
    public Optional<String> name(TokenOwner owner, UUID id, String tokenId) {
        return AccessToken.parseId(tokenId)
                .flatMap(token -> sql
                        .list(
                                "The token could not be read",
                                "select " + owner.name + " from access_token t where " + owner.condition
                                        + " and t.revoked_at is null and t.id = ?",
                                row -> row.getString(1),
                                id,
                                token)
                        .stream()
                        .findFirst());
    }

    private List<Entry> entries(TokenOwner owner, UUID id, TokenQuery query, Optional<TextKey> after, int limit) {
        if (query.isImpossible()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>(List.of(id));
        if (!query.search().isEmpty()) {
            parameters.add(query.search());
        }
        after.ifPresent(key -> {
            if (query.order().hasKey()) {
                parameters.add(key.text());
            }
            parameters.add(key.id());
        });
        parameters.add(limit);
        return sql.list(
                "The tokens could not be read",
                query.statement(owner, after.isEmpty()),
                row -> new Entry(summary(row), new TextKey(row.getString("key"), row.getObject("id", UUID.class))),
                parameters.toArray());
    }

    private static TokenSummary summary(ResultSet row) throws SQLException {
        OffsetDateTime created = row.getObject("created_at", OffsetDateTime.class);
        Optional<Role> role = Optional.ofNullable(row.getString("role")).flatMap(Role::of);
        UUID organizationId = row.getObject("organization_id", UUID.class);
        return new TokenSummary(
                row.getString("id"),
                row.getString("name"),
                row.getString("description"),
                created.toInstant().truncatedTo(ChronoUnit.SECONDS).toString(),
                seconds(row.getObject("last_used_at", OffsetDateTime.class)),
                seconds(row.getObject("expires_at", OffsetDateTime.class)),
                role.equals(Optional.of(Role.ADMIN)),
                row.getString("login"),
                role.map(one -> TokenRole.of(one, organizationId)).orElse(null),
                row.getString("kind"));
    }

    private static long seconds(OffsetDateTime time) {
        return time == null ? 0 : time.toEpochSecond();
    }
}
