package dev.rollcall.session;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.security.Authentications;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.session.Visitor.Person;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.hibernate.Session;

/**
 * Who looks at the pages. The cookie says it to pages only, never to the API. Nothing is stored about who only looks:
 * a row comes with the first sign-in, and with each the secret changes. See docs/decisions/0012-pages-and-sessions.md.
 */
@ApplicationScoped
public class BrowserSessions {

    private static final String NAME = "rollcall_session";
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int SECRET_BYTES = 32;

    /** "Last seen" may lag so much: not every page writes. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private static final String FIND = """
            with found as (
                select s.id, s.user_id, s.last_seen_at, u.name, u.login
                from browser_session s
                    left join app_user u on u.id = s.user_id
                where s.secret_hash = ? and s.expires_at > ? and s.last_seen_at > ?
                    and (s.user_id is null or u.state = 'active')),
            seen as (
                update browser_session s set last_seen_at = ? from found
                where s.id = found.id and found.last_seen_at < ?)
            select id, user_id, name, login from found""";

    private static final String ADD = """
            insert into browser_session (id, secret_hash, user_id, created_at, last_seen_at, expires_at)
            values (:id, :hash, :user, :now, :now, :expires)""";

    /** Two tabs of a new browser may start at once. What is there already has ended, or else it had been found. */
    private static final String ADD_ANONYMOUS = ADD + """
             on conflict (secret_hash) do update set
                user_id = null, last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at
            returning id""";

    private final DataSource dataSource;
    private final Session database;
    private final SessionsConfig config;
    private final Clock clock;
    private final boolean https;
    private final Authentications authentications;
    private final SecureRandom random = new SecureRandom();

    BrowserSessions(
            DataSource dataSource,
            Session database,
            SessionsConfig config,
            PublicAddress address,
            Clock clock,
            Authentications authentications) {
        this.dataSource = dataSource;
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.authentications = authentications;
        this.https = "https".equals(address.url().getScheme());
    }

    void schedule(@Observes StartupEvent starting, Scheduler scheduler) {
        scheduler
                .newJob("sessions")
                .setInterval(config.cleanupInterval().toString())
                .setDelayed(config.cleanupInterval().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> deleteEnded())
                .schedule();
    }

    /** Deletes sessions that have ended. */
    void deleteEnded() {
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeMutationQuery(
                                "delete from browser_session where last_seen_at <= :idle or expires_at <= :now")
                        .setParameter("idle", now.minus(config.idle()))
                        .setParameter("now", now)
                        .executeUpdate());
    }

    /** Recognises a browser, or gives it a cookie to be recognised by. */
    public Visitor visitor(HttpServerRequest request) {
        Optional<String> secret = Optional.ofNullable(request.getCookie(cookieName()))
                .map(Cookie::getValue)
                .filter(value -> SECRET.matcher(value).matches());
        if (secret.isEmpty()) {
            Visitor stranger = new Visitor(random(), null, null);
            give(request, stranger.secret(), Optional.empty());
            return stranger;
        }
        return secret.flatMap(this::find).orElseGet(() -> new Visitor(secret.get(), null, null));
    }

    private Optional<Visitor> find(String secret) {
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setBytes(1, TokenSecret.hash(secret));
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            statement.setObject(3, now.minus(config.idle()).atOffset(ZoneOffset.UTC));
            statement.setObject(4, now.atOffset(ZoneOffset.UTC));
            statement.setObject(5, now.minus(LAG).atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                boolean known = row.next();
                authentications.count(Credential.SESSION, known ? Outcome.ACCEPTED : Outcome.REFUSED);
                return known ? Optional.of(visitor(secret, row)) : Optional.empty();
            }
        } catch (SQLException failure) {
            authentications.count(Credential.SESSION, Outcome.UNDECIDED);
            throw new PersistenceException("The session could not be looked up", failure);
        }
    }

    private static Visitor visitor(String secret, ResultSet row) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        Person person = user == null ? null : new Person(user, row.getString("login"), row.getString("name"));
        return new Visitor(secret, row.getObject("id", UUID.class), person);
    }

    /** Remembers a browser, in the caller's transaction, and returns what as. */
    @Transactional(TxType.MANDATORY)
    public UUID remember(Visitor visitor) {
        if (visitor.session() != null) {
            return visitor.session();
        }
        Instant now = clock.instant();
        return database.createNativeQuery(ADD_ANONYMOUS, UUID.class)
                .setParameter("id", UUID.randomUUID())
                .setParameter("hash", TokenSecret.hash(visitor.secret()))
                .setParameter("user", null, UUID.class)
                .setParameter("now", now)
                .setParameter("expires", now.plus(config.absolute()))
                .getSingleResult();
    }

    /**
     * Signs a person in, in the caller's transaction: the browser's old session ends.
     *
     * @return the secret of the new one, to be {@linkplain #give given} to the browser after the transaction
     */
    @Transactional(TxType.MANDATORY)
    public String renew(Visitor visitor, UUID userId) {
        delete(visitor);
        Instant now = clock.instant();
        String secret = random();
        database.createNativeMutationQuery(ADD)
                .setParameter("id", UUID.randomUUID())
                .setParameter("hash", TokenSecret.hash(secret))
                .setParameter("user", userId)
                .setParameter("now", now)
                .setParameter("expires", now.plus(config.absolute()))
                .executeUpdate();
        return secret;
    }

    /** Ends a browser's session, in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void delete(Visitor visitor) {
        database.createNativeMutationQuery("delete from browser_session where id = :id")
                .setParameter("id", visitor.session(), UUID.class)
                .executeUpdate();
    }

    /** Gives a browser the cookie of a session in which somebody signed in. */
    public void give(HttpServerRequest request, String secret) {
        give(request, secret, Optional.of(config.absolute()));
    }

    public void takeBack(HttpServerRequest request) {
        give(request, "", Optional.of(Duration.ZERO));
    }

    private void give(HttpServerRequest request, String secret, Optional<Duration> age) {
        Cookie cookie = Cookie.cookie(cookieName(), secret)
                .setHttpOnly(true)
                .setSecure(https)
                // The providers send people back from their own site; they must be recognised then.
                .setSameSite(CookieSameSite.LAX)
                .setPath("/");
        age.ifPresent(duration -> cookie.setMaxAge(duration.toSeconds()));
        request.response().addCookie(cookie);
    }

    /** With this prefix no other host of the domain can set it (RFC 6265bis, section 4.1.3). It needs HTTPS. */
    private String cookieName() {
        return https ? "__Host-" + NAME : NAME;
    }

    private String random() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
