package dev.rollcall.admin;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.audit.RefusedActions;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.personaltoken.PersonalTokens;
import dev.rollcall.security.Authentications;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import dev.rollcall.security.RateLimits;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Origin;
import dev.rollcall.session.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets the first administrator begin in a browser, before anybody can sign in at a provider. It is open while the token that
 * {@link FirstAdministrator} created is valid and its account is an active site administrator. See
 * docs/decisions/0029-a-session-of-the-bootstrap-token.md.
 */
@ApplicationScoped
public class FirstSetup {

    /** Long enough to link an identity. Whoever needs more time sends the token again. */
    public static final Duration SESSION = Duration.ofMinutes(15);

    private static final String FAILURE = "The first administrator could not be read";

    private static final String TOKEN = """
            select t.id, t.user_id from bootstrap b join access_token t on t.id = b.token_id
                join app_user u on u.id = t.user_id
            where t.revoked_at is null and t.expires_at > now() and u.state = 'active' and u.site_admin""";

    private static final String PROGRESS = "select exists (" + TOKEN + """
            ) as open, exists (select from identity where user_id = ?) as identity,
                exists (select from organization where kind <> 'single-user') as organization""";

    private final Sql sql;
    private final FirstAdministratorConfig config;
    private final BrowserSessions sessions;
    private final PersonalTokens tokens;
    private final RateLimits limits;
    private final Authentications authentications;
    private final AuditLog audit;
    private final RefusedActions refusals;

    FirstSetup(
            Sql sql,
            FirstAdministratorConfig config,
            BrowserSessions sessions,
            PersonalTokens tokens,
            RateLimits limits,
            Authentications authentications,
            AuditLog audit,
            RefusedActions refusals) {
        this.sql = sql;
        this.config = config;
        this.sessions = sessions;
        this.tokens = tokens;
        this.limits = limits;
        this.authentications = authentications;
        this.audit = audit;
        this.refusals = refusals;
    }

    private record FirstToken(UUID id, UUID userId) {}

    /**
     * What is done.
     *
     * @param open whether the token is still valid
     * @param identity whether the person who asks has an identity at a provider
     * @param organization whether there is an organization that people share
     * @param settings whether the token is still in the configuration of this replica
     */
    public record Progress(boolean open, boolean identity, boolean organization, boolean settings) {}

    public boolean isOpen() {
        return find(TOKEN).isPresent();
    }

    public Progress progress(UUID person) {
        return sql.query(
                FAILURE,
                PROGRESS,
                row -> {
                    row.next();
                    return new Progress(
                            row.getBoolean("open"),
                            row.getBoolean("identity"),
                            row.getBoolean("organization"),
                            config.token().isPresent());
                },
                person);
    }

    /**
     * Signs the first administrator in for a short time, by their token. A wrong one counts as an invalid credential.
     *
     * @param typed the token
     * @return the secret of the session, as {@link BrowserSessions#renew(Visitor, UUID, UUID, Duration, Origin)}
     * @throws ApiException 403 if it is another text, 429 if the address has sent too many invalid credentials
     */
    public String open(Visitor visitor, String typed, Origin origin) {
        byte[] hash = TokenSecret.hash(typed);
        limits.check(origin::address, hash);
        boolean possible = TokenSecret.parse(typed).isPresent();
        Optional<FirstToken> token = possible ? find(TOKEN + " and t.secret_hash = ?", hash) : Optional.empty();
        authentications.count(
                Credential.TOKEN,
                token.isPresent() ? Outcome.ACCEPTED : possible ? Outcome.REFUSED : Outcome.MALFORMED);
        if (token.isEmpty()) {
            limits.refused(origin.address(), hash);
            refusals.record(
                    Action.SIGN_IN_REFUSED,
                    Reason.WRONG_TOKEN,
                    "A sign-in with the token of the first administrator",
                    origin.source(null, null));
            throw ApiException.forbidden("This is not the token of the first administrator. Copy the whole value of"
                    + " rollcall.bootstrap.token, which begins with pul-.");
        }
        limits.accepted(hash);
        UUID person = token.get().userId();
        UUID id = token.get().id();
        Source source = origin.source(person, id);
        return Transactions.call(() -> {
            audit.record(Action.TOKEN_USED, source, null, person, "Opened the setup with a watched access token");
            audit.record(Action.SIGNED_IN, source, null, person, "Signed in with the token of the first administrator");
            return sessions.renew(visitor, person, id, SESSION, origin);
        });
    }

    /**
     * Ends the setup: revokes the token, with the tokens that were created and the sessions that were opened with it.
     *
     * @throws ApiException 404 if it has ended already; 409 if the person could not sign in any more
     */
    public void finish(Source source) {
        FirstToken token = find(TOKEN).orElseThrow(() -> ApiException.notFound("The setup has ended already."));
        if (!progress(source.actorId()).identity()) {
            throw ApiException.conflict(
                    "Connect an identity to your account first. Without one you could not sign in any more.");
        }
        tokens.revoke(token.userId(), token.id().toString(), source);
    }

    private Optional<FirstToken> find(String statement, Object... parameters) {
        return sql
                .list(
                        FAILURE,
                        statement,
                        row -> new FirstToken(row.getObject("id", UUID.class), row.getObject("user_id", UUID.class)),
                        parameters)
                .stream()
                .findFirst();
    }
}
