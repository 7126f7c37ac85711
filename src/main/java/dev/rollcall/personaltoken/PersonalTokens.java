package dev.rollcall.personaltoken;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.audit.GivenReason;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.token.AccessToken;
import dev.rollcall.token.CreateAccessTokenResponse;
import dev.rollcall.token.TokenEnd;
import dev.rollcall.token.TokenMaker;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Creates and revokes a person's access tokens. */
@ApplicationScoped
public class PersonalTokens {

    /** More than a person needs, and few enough to read the list. */
    private static final int MAXIMUM_PER_PERSON = 1000;

    /** Does not block statements that refer to the account, for example new audit events and memberships. */
    private static final String LOCK = "select from app_user where id = ? for no key update";

    private static final Duration LONGEST = Duration.ofDays(730);

    private final Sql sql;
    private final TokensConfig config;
    private final TokenEnd end;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PersonalTokens(Sql sql, TokensConfig config, TokenEnd end, AuditLog audit, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.end = end;
        this.audit = audit;
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
     * @param reason why the client creates it, for the audit record; may be null
     * @return the only response that contains the secret
     * @throws ApiException 400 if {@code expires} is invalid or too late, the reason is invalid, or the caller has
     *     {@value #MAXIMUM_PER_PERSON} valid tokens
     * @throws AuthenticationFailedException if the token or JWT of the request has ended meanwhile
     */
    @Transactional
    public CreateAccessTokenResponse create(
            Caller caller, Source source, String description, long expires, String reason) {
        String why = GivenReason.sentence(reason);
        lock(caller.userId());
        Instant now = clock.instant();
        TokenMaker maker = TokenMaker.of(caller);
        TokenSecret secret = TokenSecret.random(random);
        AccessToken token = AccessToken.personal(caller.userId(), secret, description);
        maker.make(token, expires, config.maxLifetime().map(now::plus), now);
        if (AccessToken.countPersonal(caller.userId(), now) >= MAXIMUM_PER_PERSON) {
            throw ApiException.badRequest(
                    "You have " + MAXIMUM_PER_PERSON + " access tokens. Delete one of them first.");
        }
        token.persist();
        audit.record(Action.TOKEN_CREATED, source, null, token.id, "Created a personal token" + why);
        return new CreateAccessTokenResponse(token.id.toString(), secret.reveal());
    }

    /**
     * Revokes a personal token, and the valid tokens that were created with it.
     *
     * @param owner the person whose token it is
     * @param source who revokes it, the owner or an administrator, and from where
     * @throws ApiException 404 if the owner has no such token, or it is revoked
     */
    @Transactional
    public void revoke(UUID owner, String tokenId, Source source) {
        ApiException unknown = ApiException.notFound("Token '" + tokenId + "' not found");
        UUID id = AccessToken.parseId(tokenId).orElseThrow(() -> unknown);
        lock(owner);
        end.of(AccessToken.findPersonal(owner, id).orElseThrow(() -> unknown), source, "");
    }

    /**
     * Revokes all valid personal tokens of a person, and the valid tokens that were created with them. Does nothing if there
     * are none.
     *
     * @param source who revokes them, and from where
     */
    @Transactional
    public void revokeAll(UUID owner, Source source) {
        lock(owner);
        end.ofPerson(owner, source);
    }

    /**
     * Locks the account until the transaction ends. So concurrent requests cannot create more tokens than a person may
     * have, nor create a token with one that another request revokes.
     */
    private void lock(UUID person) {
        sql.query("The account could not be locked", LOCK, ResultSet::next, person);
    }
}
