package dev.rollcall.session;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.security.Authentications;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import dev.rollcall.security.RateLimits;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.session.Visitor.Person;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;

/**
 * Finds, creates and ends browser sessions by the secret in the {@link SessionCookie}. Starting a sign-in stores a session
 * without a person for some minutes; browsers that only read pages have none. Each sign-in changes the cookie's secret. All
 * times are PostgreSQL's, which all replicas share. See docs/decisions/0012-pages-and-sessions.md.
 */
@ApplicationScoped
public class BrowserSessions {

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    /**
     * The beginning of the secrets of browsers in which nobody is signed in. Their cookies are not looked up, because
     * they say nothing about a person. The other 38 characters are random (228 bits).
     */
    private static final String ANONYMOUS = "anon-";

    /**
     * How long a session without a person lives: as long as the OAuth states that belong to it. Starting another sign-in
     * prolongs it.
     */
    public static final Duration BEFORE_SIGN_IN = Duration.ofMinutes(10);

    /** A person who signed in longer ago signs in again before they change how their account is reached, or delete it. */
    private static final Duration RECENT = Duration.ofMinutes(15);

    private static final int SECRET_BYTES = 32;

    /** More than a person has browsers. It bounds the list of a person's sessions, and what they can store. */
    private static final int MAXIMUM_PER_PERSON = 100;

    /** How old "last seen" may be, so that not every page writes to the database. */
    private static final Duration LAG = Duration.ofMinutes(1);

    /** Sessions without a person are found too: the previous release gives them secrets like those of all others. */
    private static final String FIND = """
            with found as (
                select s.id, s.user_id, s.last_seen_at, s.token_id, u.name, u.login, u.site_admin,
                    s.created_at > now() - ? * interval '1 second' as recent
                from browser_session s
                    left join app_user u on u.id = s.user_id
                    left join access_token t on t.id = s.token_id
                where s.secret_hash = ? and s.expires_at > now() and s.last_seen_at > now() - ? * interval '1 second'
                    and (s.user_id is null or u.state = 'active')
                    and (s.token_id is null
                        or t.revoked_at is null and (t.expires_at is null or t.expires_at > now()))),
            seen as (
                update browser_session s set last_seen_at = now() from found
                where s.id = found.id and found.last_seen_at < now() - ? * interval '1 second')
            select id, user_id, token_id, name, login, site_admin, recent from found""";

    private static final String ADD = """
            insert into browser_session
                (id, secret_hash, user_id, token_id, created_at, last_seen_at, expires_at, user_agent, address)
            values (:id, :hash, :user, :token, now(), now(), now() + :lifetime * interval '1 second', :agent, :address)""";

    /** Ends the sessions that were used least recently, so that the new one is not one too many. */
    private static final String MAKE_ROOM = """
            delete from browser_session where id in (
                select id from browser_session where user_id = :user
                order by last_seen_at desc, id offset :others)""";

    /**
     * The row exists already if the browser has started a sign-in before, for example in another tab. Secrets of
     * sessions without a person are not those of other sessions.
     */
    private static final String ADD_ANONYMOUS = ADD + """
             on conflict (secret_hash) do update set
                last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at
            returning id""";

    private final Sql sql;
    private final Session database;
    private final SessionsConfig config;
    private final SessionCookie cookie;
    private final RateLimits limits;
    private final Authentications authentications;
    private final SecureRandom random = new SecureRandom();

    BrowserSessions(
            Sql sql,
            Session database,
            SessionsConfig config,
            SessionCookie cookie,
            RateLimits limits,
            Authentications authentications) {
        this.sql = sql;
        this.database = database;
        this.config = config;
        this.cookie = cookie;
        this.limits = limits;
        this.authentications = authentications;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        jobs.every(config.cleanupInterval(), "sessions", this::deleteEnded);
    }

    /** Deletes ended sessions. */
    void deleteEnded() {
        Transactions.run(() -> database.createNativeMutationQuery("""
                                delete from browser_session
                                where last_seen_at <= now() - :idle * interval '1 second' or expires_at <= now()""")
                .setParameter("idle", config.idle().toSeconds())
                .executeUpdate());
    }

    /**
     * Finds the session of the browser that sent a request. A browser without a valid cookie gets a new one. An invalid
     * cookie counts as an invalid credential, like an invalid access token.
     *
     * @throws ApiException 429 if the client's address has sent too many invalid credentials
     * @throws PersistenceException if the database fails
     */
    public Visitor visitor(HttpServerRequest request) {
        Optional<String> sent = cookie.read(request);
        if (sent.isEmpty()) {
            return stranger(request);
        }
        String secret = sent.get();
        boolean possible = SECRET.matcher(secret).matches();
        if (possible && secret.startsWith(ANONYMOUS)) {
            return new Visitor(secret, null, null, false, null);
        }
        byte[] hash = TokenSecret.hash(secret);
        limits.check(() -> ClientAddress.of(request), hash);
        Optional<Visitor> found = possible ? find(secret, hash) : malformed();
        if (found.isEmpty()) {
            limits.refused(ClientAddress.of(request), hash);
            return stranger(request);
        }
        limits.accepted(hash);
        return found.get();
    }

    private Visitor stranger(HttpServerRequest request) {
        String random = random();
        Visitor stranger = new Visitor(ANONYMOUS + random.substring(ANONYMOUS.length()), null, null, false, null);
        cookie.giveToStranger(request, stranger.secret());
        return stranger;
    }

    private Optional<Visitor> malformed() {
        authentications.count(Credential.SESSION, Outcome.MALFORMED);
        return Optional.empty();
    }

    private Optional<Visitor> find(String secret, byte[] hash) {
        try {
            Optional<Visitor> found = sql.query(
                    "The session could not be looked up",
                    FIND,
                    row -> row.next() ? Optional.of(visitor(secret, row)) : Optional.empty(),
                    RECENT.toSeconds(),
                    hash,
                    config.idle().toSeconds(),
                    LAG.toSeconds());
            authentications.count(Credential.SESSION, found.isPresent() ? Outcome.ACCEPTED : Outcome.REFUSED);
            return found;
        } catch (PersistenceException failure) {
            authentications.count(Credential.SESSION, Outcome.UNDECIDED);
            throw failure;
        }
    }

    private static Visitor visitor(String secret, ResultSet row) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        Person person = user == null
                ? null
                : new Person(user, row.getString("login"), row.getString("name"), row.getBoolean("site_admin"));
        return new Visitor(
                secret,
                row.getObject("id", UUID.class),
                person,
                row.getBoolean("recent"),
                row.getObject("token_id", UUID.class));
    }

    /**
     * Stores a session for a browser in which nobody is signed in, for {@link #BEFORE_SIGN_IN} from now on. Takes part in
     * the current transaction.
     *
     * @return id of the session
     */
    @Transactional(TxType.MANDATORY)
    public UUID remember(Visitor visitor) {
        if (visitor.isSignedIn()) {
            return visitor.session();
        }
        return database.createNativeQuery(ADD_ANONYMOUS, Tuple.class)
                .setParameter("id", UUID.randomUUID())
                .setParameter("hash", TokenSecret.hash(visitor.secret()))
                .setParameter("user", null, UUID.class)
                .setParameter("token", null, UUID.class)
                .setParameter("lifetime", BEFORE_SIGN_IN.toSeconds())
                .setParameter("agent", null, String.class)
                .setParameter("address", null, String.class)
                .getSingleResult()
                .get("id", UUID.class);
    }

    /**
     * Signs a person in: ends the browser's session and stores a new one. If the person has too many sessions then, ends
     * those that were used least recently. Takes part in the current transaction.
     *
     * @param origin is stored, so that the person recognizes the session in their list
     * @return the secret of the new session; {@linkplain SessionCookie#give(HttpServerRequest, String) send} it to the browser after the commit
     */
    @Transactional(TxType.MANDATORY)
    public String renew(Visitor visitor, UUID userId, Origin origin) {
        return renew(visitor, userId, null, config.absolute(), origin);
    }

    /**
     * Signs a person in by an access token, like {@link #renew(Visitor, UUID, Origin)}. The session ends with the token.
     *
     * @param tokenId id of their token
     * @param lifetime how long the session lives, however much it is used
     */
    @Transactional(TxType.MANDATORY)
    public String renew(Visitor visitor, UUID userId, UUID tokenId, Duration lifetime, Origin origin) {
        delete(visitor);
        database.createNativeMutationQuery(MAKE_ROOM)
                .setParameter("user", userId)
                .setParameter("others", MAXIMUM_PER_PERSON - 1)
                .executeUpdate();
        String secret = random();
        while (secret.startsWith(ANONYMOUS)) {
            secret = random();
        }
        database.createNativeMutationQuery(ADD)
                .setParameter("id", UUID.randomUUID())
                .setParameter("hash", TokenSecret.hash(secret))
                .setParameter("user", userId)
                .setParameter("token", tokenId, UUID.class)
                .setParameter("lifetime", lifetime.toSeconds())
                .setParameter("agent", ForeignText.storable(origin.userAgent()).orElse(null), String.class)
                .setParameter("address", ForeignText.storable(origin.address()).orElse(null), String.class)
                .executeUpdate();
        return secret;
    }

    /** Ends a browser's session. Takes part in the current transaction. */
    @Transactional(TxType.MANDATORY)
    public void delete(Visitor visitor) {
        database.createNativeMutationQuery("delete from browser_session where secret_hash = :hash")
                .setParameter("hash", TokenSecret.hash(visitor.secret()))
                .executeUpdate();
    }

    private String random() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
