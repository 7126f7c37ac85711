package dev.rollcall.signin;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Transactions;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.SessionsConfig;
import dev.rollcall.session.Visitor;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Stores OAuth states: which browser was sent to which provider, and for what purpose. A state works once, in its own
 * browser, for ten minutes. See docs/decisions/0012-pages-and-sessions.md.
 */
@ApplicationScoped
public class OAuthStates {

    private static final Duration LIFETIME = BrowserSessions.BEFORE_SIGN_IN;
    private static final int RANDOM_BYTES = 32;

    private final Session database;
    private final SecureRandom random = new SecureRandom();

    OAuthStates(Session database) {
        this.database = database;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs, SessionsConfig config) {
        jobs.every(config.cleanupInterval(), "unfinished-sign-ins", this::deleteUnfinished);
    }

    /** Deletes expired states, which belong to sign-ins that were not finished. */
    void deleteUnfinished() {
        Transactions.run(() -> database.createNativeMutationQuery("delete from oauth_state where expires_at <= now()")
                .executeUpdate());
    }

    /** Why a person was sent to a provider. */
    public enum Purpose {
        SIGN_IN("sign-in"),
        LINK("link");

        private final String stored;

        Purpose(String stored) {
            this.stored = stored;
        }

        private static Purpose of(String stored) {
            return stored.equals(LINK.stored) ? LINK : SIGN_IN;
        }
    }

    /**
     * The parameters of the authorization request.
     *
     * @param challenge the PKCE code challenge, method S256 (RFC 7636, section 4.2)
     */
    record Sent(String state, String challenge, String nonce) {}

    /**
     * The values that were stored with a state.
     *
     * @param verifier the PKCE code verifier (RFC 7636, section 4.1)
     */
    record Kept(Purpose purpose, String verifier, String nonce, String returnPath) {}

    /**
     * Stores a new state. Takes part in the current transaction.
     *
     * @param session id of the browser's session
     * @param returnPath the page that the browser gets after the sign-in
     */
    @Transactional(TxType.MANDATORY)
    Sent send(UUID session, String provider, Purpose purpose, String returnPath) {
        String state = random();
        String verifier = random();
        String nonce = random();
        database.createNativeMutationQuery("""
                        insert into oauth_state
                            (state_hash, session_id, provider, purpose, verifier, nonce, return_path, expires_at)
                        values (:state, :session, :provider, :purpose, :verifier, :nonce, :return,
                            now() + :lifetime * interval '1 second')""")
                .setParameter("state", TokenSecret.hash(state))
                .setParameter("session", session)
                .setParameter("provider", provider)
                .setParameter("purpose", purpose.stored)
                .setParameter("verifier", verifier)
                .setParameter("nonce", nonce)
                .setParameter("return", returnPath)
                .setParameter("lifetime", LIFETIME.toSeconds())
                .executeUpdate();
        return new Sent(state, challenge(verifier), nonce);
    }

    /**
     * Deletes a state and returns its values. A state of another browser is not found and not deleted, so nobody can
     * end or use another person's sign-in.
     *
     * @param visitor the browser that the provider has redirected
     * @param state the parameter {@code state} of the provider's redirect, or null
     * @return empty if the state is unknown, used, expired, or belongs to another browser or provider
     */
    @Transactional
    Optional<Kept> take(Visitor visitor, String provider, String state) {
        if (state == null) {
            return Optional.empty();
        }
        return database
                .createNativeQuery("""
                        delete from oauth_state
                        where state_hash = :state and provider = :provider
                            and session_id = (select id from browser_session where secret_hash = :session and expires_at > now())
                        returning purpose, verifier, nonce, return_path, expires_at > now() as valid""", Tuple.class)
                .setParameter("state", TokenSecret.hash(state))
                .setParameter("session", TokenSecret.hash(visitor.secret()))
                .setParameter("provider", provider)
                .getResultList()
                .stream()
                .filter(row -> row.get("valid", Boolean.class))
                .findFirst()
                .map(row -> new Kept(
                        Purpose.of(row.get("purpose", String.class)),
                        row.get("verifier", String.class),
                        row.get("nonce", String.class),
                        row.get("return_path", String.class)));
    }

    /** {@return 43 random characters, the minimum length of a code verifier (RFC 7636, section 4.1)} */
    private String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
