package dev.rollcall.security;

import dev.rollcall.database.Sql;
import io.quarkus.arc.All;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the caller of a request by their credential. This is the first SQL statement of every authenticated request. It
 * needs no transaction, so it goes past Hibernate. See docs/decisions/0004-one-statement-for-the-caller.md.
 */
@Singleton
public class Callers {

    private static final String CALLER =
            "u.id as caller_id, u.kind as caller_kind, u.site_admin as caller_site_admin, t.id as token_id, t.audited";

    /** The token is not revoked and not expired, and its account is active. */
    private static final String VALID =
            "t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and u.state = 'active'";

    /** How long a request waits for a place in a batch. A healthy database needs a few milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Sql sql;
    private final Lookup plain;
    private final Map<String, Lookup> byPath;

    Callers(Sql sql, @All List<CallerProjection<?>> projections) {
        this.sql = sql;
        this.plain = new Lookup(Optional.empty());
        this.byPath = projections.stream()
                .collect(Collectors.toMap(CallerProjection::path, projection -> new Lookup(Optional.of(projection))));
    }

    /** The statements of one route: they find the caller and read the columns of the route's projection. */
    private final class Lookup {

        final Optional<CallerProjection<?>> projection;
        final BatchedLookup<ByteBuffer, Optional<Found>> bySecret;
        final String bySubject;
        final String byId;

        Lookup(Optional<CallerProjection<?>> projection) {
            this.projection = projection;
            String columns =
                    CALLER + projection.map(wanted -> ", " + wanted.columns()).orElse("");
            String joined = projection.map(CallerProjection::joined).orElse("");
            String one = """
                    select %s from access_token t join app_user u on u.id = t.user_id %s
                    where t.secret_hash = ? and %s""".formatted(columns, joined, VALID);
            // CallerRows needs each caller's rows next to each other. The index on secret_hash has this order already.
            String several = """
                    select t.secret_hash, %s from access_token t join app_user u on u.id = t.user_id %s
                    where t.secret_hash = any(array[%s]) and %s
                    order by t.secret_hash""".formatted(
                    columns, joined, String.join(", ", Collections.nCopies(BatchedLookup.BATCH_SIZE, "?")), VALID);
            this.bySecret = new BatchedLookup<>(
                    secret -> find(projection, one, bytes(secret)),
                    secrets -> findSeveral(projection, several, secrets),
                    PATIENCE);
            this.bySubject = """
                    select %s from identity s join app_user u on u.id = s.user_id left join access_token t on false %s
                    where s.provider = 'SAML' and s.instance = ? and s.subject = ? and u.state = 'active'""".formatted(columns, joined);
            this.byId = """
                    select %s from app_user u left join access_token t on t.id = ? and t.user_id = u.id %s
                    where u.id = ?""".formatted(columns, joined);
        }
    }

    /**
     * Finds the owner of an access token, and reads the data for the requested route.
     *
     * @param hash SHA-256 of the token's secret, 32 bytes ({@link TokenSecret#hash()})
     * @param path the {@linkplain CallerProjection#path(HttpServerRequest) path} of the request
     * @return empty if the token is unknown, revoked or expired, or its account is not active
     * @throws PersistenceException if the statement fails
     */
    Optional<Found> bySecret(byte[] hash, Optional<String> path) {
        return lookup(path).bySecret.find(ByteBuffer.wrap(hash));
    }

    /**
     * Finds the account that is linked to the subject of a JWT, and reads the data for the requested route.
     *
     * @param issuer the JWT's {@code iss}
     * @param subject the JWT's {@code sub}
     * @param until when the JWT expires
     * @param path the {@linkplain CallerProjection#path(HttpServerRequest) path} of the request
     * @return empty if no account is linked to the subject, or the account is not active
     * @throws PersistenceException if the statement fails
     */
    public Optional<SecurityIdentity> bySubject(String issuer, String subject, Instant until, Optional<String> path) {
        Lookup lookup = lookup(path);
        return find(lookup.projection, lookup.bySubject, issuer, subject)
                .map(found -> QuarkusSecurityIdentity.builder(found.identity())
                        .setPrincipal(new Caller(found.caller().userId(), null, until))
                        .build());
    }

    private Lookup lookup(Optional<String> path) {
        return path.map(byPath::get).orElse(plain);
    }

    private Optional<Found> find(Optional<CallerProjection<?>> projection, String statement, Object... credential) {
        return sql.query(
                "The caller could not be looked up",
                statement,
                result -> {
                    CallerRows rows = new CallerRows(result);
                    return rows.nextCaller() ? Optional.of(found(rows, projection)) : Optional.empty();
                },
                credential);
    }

    private Function<ByteBuffer, Optional<Found>> findSeveral(
            Optional<CallerProjection<?>> projection, String statement, List<ByteBuffer> secrets) {
        Object[] hashes = new Object[BatchedLookup.BATCH_SIZE];
        for (int i = 0; i < hashes.length; i++) {
            // Empty places repeat the last hash: with nulls, PostgreSQL would plan every execution again.
            hashes[i] = bytes(secrets.get(Math.min(i, secrets.size() - 1)));
        }
        Map<ByteBuffer, Found> found = sql.query(
                "The callers could not be looked up",
                statement,
                result -> {
                    Map<ByteBuffer, Found> callers = new HashMap<>();
                    CallerRows rows = new CallerRows(result);
                    while (rows.nextCaller()) {
                        ByteBuffer secret = ByteBuffer.wrap(result.getBytes("secret_hash"));
                        callers.put(secret, found(rows, projection));
                    }
                    return callers;
                },
                hashes);
        return secret -> Optional.ofNullable(found.get(secret));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.limit()];
        buffer.get(0, bytes);
        return bytes;
    }

    private static Found found(CallerRows rows, Optional<CallerProjection<?>> projection) throws SQLException {
        ResultSet row = rows.row();
        Caller caller = new Caller(row.getObject("caller_id", UUID.class), row.getObject("token_id", UUID.class));
        QuarkusSecurityIdentity.Builder identity =
                QuarkusSecurityIdentity.builder().setPrincipal(caller);
        if (row.getString("caller_kind").equals("person")) {
            identity.addRole(Caller.PERSON);
        }
        if (row.getBoolean("caller_site_admin")) {
            identity.addRole(Caller.SITE_ADMIN);
        }
        boolean audited = row.getBoolean("audited");
        if (projection.isPresent()) {
            // Last, because a projection may move to the caller's next row.
            identity.addAttribute(projection.get().path(), projection.get().read(rows));
        }
        return new Found(caller, identity.build(), audited);
    }

    /**
     * Returns the data of a projection. Uses what the authenticating statement read. If that statement did not read
     * this projection, executes one more statement.
     *
     * @throws PersistenceException if the statement fails
     */
    public <T> T read(SecurityIdentity identity, CallerProjection<T> projection) {
        T present = identity.getAttribute(projection.path());
        return present != null ? present : readNow((Caller) identity.getPrincipal(), projection);
    }

    private <T> T readNow(Caller caller, CallerProjection<T> projection) {
        return sql.query(
                "The caller could not be read",
                byPath.get(projection.path()).byId,
                result -> {
                    CallerRows rows = new CallerRows(result);
                    rows.nextCaller();
                    return projection.read(rows);
                },
                caller.tokenId(),
                caller.userId());
    }

    /**
     * A caller whose credential is valid.
     *
     * @param identity the caller with their roles, and the projection's data as an attribute named like its path
     * @param audited whether each use of the token must be recorded
     */
    record Found(Caller caller, SecurityIdentity identity, boolean audited) {}
}
