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
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

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

    /** Does not block statements that refer to the account, for example new audit events and memberships. */
    private static final String LOCK = "select from app_user where id = ? for no key update";

    private static final Duration LONGEST = Duration.ofDays(730);

    private final Sql sql;
    private final TokensConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PersonalTokens(Sql sql, TokensConfig config, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalStateException if a lifetime is not positive, or longer than PostgreSQL's calendar
     */
    void check(@Observes StartupEvent starting) {
        config.maxLifetime().ifPresent(lifetime -> check("max-lifetime", lifetime));
        check("login-lifetime", config.loginLifetime());
    }

    private static void check(String setting, Duration lifetime) {
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalStateException(
                    "rollcall.tokens." + setting + " must be at least one minute and at most 730 days");
        }
    }

    /** {@return the longest lifetime of a new token; empty if tokens need not expire} */
    public Optional<Duration> maxLifetime() {
        return config.maxLifetime();
    }

    /** {@return when a token that {@code pulumi login} gets now expires} */
    public Instant loginExpiry() {
        Duration lifetime = config.maxLifetime()
                .filter(most -> most.compareTo(config.loginLifetime()) < 0)
                .orElse(config.loginLifetime());
        return clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Creates a personal token for the caller. It ends with the token or JWT of the request at the latest, and is
     * audited like that token.
     *
     * @param expires Unix time in seconds, at most two years ahead; 0 for as late as possible, or never
     * @param address the client's IP address, for the audit record
     * @return the only response that contains the secret
     * @throws ApiException 400 if {@code expires} is invalid or too late, or the caller has
     *     {@value #MAXIMUM_PER_PERSON} valid tokens
     * @throws AuthenticationFailedException if the token or JWT of the request has ended meanwhile
     */
    @Transactional
    public CreateAccessTokenResponse create(Caller caller, String description, long expires, String address) {
        lock(caller.userId());
        Instant now = clock.instant();
        Optional<AccessToken> maker = Optional.ofNullable(caller.tokenId())
                .map(id ->
                        AccessToken.findPersonal(caller.userId(), id).orElseThrow(AuthenticationFailedException::new));
        Optional<Instant> latest = Stream.of(
                        maker.map(token -> token.expiresAt),
                        Optional.ofNullable(caller.until()),
                        config.maxLifetime().map(now::plus))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        if (latest.isPresent() && !latest.get().isAfter(now)) {
            throw new AuthenticationFailedException();
        }
        TokenSecret secret = TokenSecret.random(random);
        AccessToken token = AccessToken.personal(caller.userId(), secret, description);
        token.createdBy = caller.userId();
        token.mintedBy = caller.tokenId();
        token.audited = maker.map(one -> one.audited).orElse(false);
        token.expireAt(expires, latest, now);
        if (AccessToken.countPersonal(caller.userId(), now) >= MAXIMUM_PER_PERSON) {
            throw ApiException.badRequest(
                    "You have " + MAXIMUM_PER_PERSON + " access tokens. Delete one of them first.");
        }
        token.persist();
        AuditEvent.record(Action.TOKEN_CREATED, caller.userId(), token.id, caller.tokenId(), address);
        return new CreateAccessTokenResponse(token.id.toString(), secret.reveal());
    }

    /**
     * Revokes a personal token, and the valid tokens that were created with it.
     *
     * @param caller who revokes it, for the audit record: the owner or an administrator
     * @param owner the person whose token it is
     * @param address the client's IP address, for the audit record
     * @throws ApiException 404 if the owner has no such token, or it is revoked
     */
    @Transactional
    public void revoke(Caller caller, UUID owner, String tokenId, String address) {
        ApiException unknown = ApiException.notFound("Token '" + tokenId + "' not found");
        UUID id = parse(tokenId).orElseThrow(() -> unknown);
        lock(owner);
        AccessToken token = AccessToken.findPersonal(owner, id).orElseThrow(() -> unknown);
        Instant now = clock.instant();
        token.revoke(now);
        AuditEvent.record(Action.TOKEN_REVOKED, caller.userId(), token.id, caller.tokenId(), address);
        for (AccessToken minted : AccessToken.findMinted(token.id, now)) {
            minted.revoke(now);
            AuditEvent.record(Action.TOKEN_REVOKED, caller.userId(), minted.id, caller.tokenId(), address);
        }
    }

    /**
     * Locks the account until the transaction ends. So concurrent requests cannot create more tokens than a person may
     * have, nor create a token with one that another request revokes.
     */
    private void lock(UUID person) {
        sql.query("The account could not be locked", LOCK, ResultSet::next, person);
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
