package dev.rollcall.security;

import io.quarkus.arc.All;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Resolves credentials to callers, in plain JDBC: this is every request's first statement, and it needs neither a
 * transaction nor a session.
 */
@Singleton
public class Callers {

    private static final String CALLER =
            "u.id as caller_id, u.kind as caller_kind, u.site_admin as caller_site_admin, t.id as token_id, t.audited";

    /** A token that is neither revoked nor expired, of an account that is active. */
    private static final String VALID =
            "t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and u.state = 'active'";

    /** How long a caller waits to be looked up with others: many times what a healthy database needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DataSource database;
    private final Lookup plain;
    private final Map<String, Lookup> byPath;

    Callers(DataSource database, @All List<CallerProjection<?>> projections) {
        this.database = database;
        this.plain = new Lookup(Optional.empty());
        this.byPath = projections.stream()
                .collect(Collectors.toMap(CallerProjection::path, projection -> new Lookup(Optional.of(projection))));
    }

    /** What finds a caller, by one thing or the other, with what one route wants to know of them. */
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
            // The order is that of the index: it lets one caller's rows follow each other, whatever else is joined.
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
     * Finds who presents a secret, with what the route they call wants to know of them.
     *
     * @param hash the secret's {@linkplain TokenSecret#hash() hash}
     * @param path the path of a GET, or empty for requests that no projection answers
     * @return empty for an unknown, revoked or expired secret, and for an account that is not active
     */
    Optional<Found> bySecret(byte[] hash, Optional<String> path) {
        return lookup(path).bySecret.find(ByteBuffer.wrap(hash));
    }

    /**
     * Finds whom an issuer of JWTs means by a subject, with what the route they call wants to know of them.
     *
     * @param path the {@linkplain CallerProjection#path(HttpServerRequest) path} that a projection may answer
     * @return empty for a subject that nobody here has, and for an account that is not active
     */
    public Optional<SecurityIdentity> bySubject(String issuer, String subject, Optional<String> path) {
        Lookup lookup = lookup(path);
        return find(lookup.projection, lookup.bySubject, issuer, subject).map(Found::identity);
    }

    private Lookup lookup(Optional<String> path) {
        return path.map(byPath::get).orElse(plain);
    }

    private Optional<Found> find(Optional<CallerProjection<?>> projection, String sql, Object... credential) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < credential.length; i++) {
                statement.setObject(i + 1, credential[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                CallerRows rows = new CallerRows(result);
                return rows.nextCaller() ? Optional.of(found(rows, projection)) : Optional.empty();
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The caller could not be looked up", failure);
        }
    }

    private Function<ByteBuffer, Optional<Found>> findSeveral(
            Optional<CallerProjection<?>> projection, String sql, List<ByteBuffer> secrets) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < BatchedLookup.BATCH_SIZE; i++) {
                // Filled up with the last one, not with nothing, which would seem cheaper than what is planned for all.
                statement.setBytes(i + 1, bytes(secrets.get(Math.min(i, secrets.size() - 1))));
            }
            Map<ByteBuffer, Found> found = new HashMap<>();
            try (ResultSet result = statement.executeQuery()) {
                CallerRows rows = new CallerRows(result);
                while (rows.nextCaller()) {
                    ByteBuffer secret = ByteBuffer.wrap(result.getBytes("secret_hash"));
                    found.put(secret, found(rows, projection));
                }
            }
            return secret -> Optional.ofNullable(found.get(secret));
        } catch (SQLException failure) {
            throw new PersistenceException("The callers could not be looked up", failure);
        }
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
            // Moves on: all that is read of the first row has been read.
            identity.addAttribute(projection.get().path(), projection.get().read(rows));
        }
        return new Found(caller, identity.build(), audited);
    }

    /**
     * Answers a projection: with what the authenticating statement brought along, else with a statement of its own.
     *
     * @throws PersistenceException if the database does not answer
     */
    public <T> T read(SecurityIdentity identity, CallerProjection<T> projection) {
        T present = identity.getAttribute(projection.path());
        return present != null ? present : readNow((Caller) identity.getPrincipal(), projection);
    }

    /** Answers a projection from the tables as they are now, for use after a change. */
    private <T> T readNow(Caller caller, CallerProjection<T> projection) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(byPath.get(projection.path()).byId)) {
            statement.setObject(1, caller.tokenId(), Types.OTHER);
            statement.setObject(2, caller.userId());
            try (ResultSet result = statement.executeQuery()) {
                CallerRows rows = new CallerRows(result);
                rows.nextCaller();
                return projection.read(rows);
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The caller could not be read", failure);
        }
    }

    record Found(Caller caller, SecurityIdentity identity, boolean audited) {}
}
