package dev.rollcall.security;

import io.quarkus.arc.All;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    private final DataSource database;
    private final Statements plain;
    private final Map<String, Statements> byPath;

    Callers(DataSource database, @All List<CallerProjection<?>> projections) {
        this.database = database;
        this.plain = Statements.of(Optional.empty());
        this.byPath = projections.stream()
                .collect(
                        Collectors.toMap(CallerProjection::path, projection -> Statements.of(Optional.of(projection))));
    }

    /** What finds a caller, by one thing or the other, with what one route wants to know of them. */
    private record Statements(
            Optional<CallerProjection<?>> projection, String bySecret, String bySubject, String byId) {

        static Statements of(Optional<CallerProjection<?>> projection) {
            String columns =
                    CALLER + projection.map(wanted -> ", " + wanted.columns()).orElse("");
            String joined = projection.map(CallerProjection::joined).orElse("");
            return new Statements(
                    projection, """
                    select %s from access_token t join app_user u on u.id = t.user_id %s
                    where t.secret_hash = ? and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
                        and u.state = 'active'""".formatted(columns, joined), """
                    select %s from identity s join app_user u on u.id = s.user_id left join access_token t on false %s
                    where s.provider = 'SAML' and s.instance = ? and s.subject = ? and u.state = 'active'""".formatted(columns, joined), """
                    select %s from app_user u left join access_token t on t.id = ? and t.user_id = u.id %s
                    where u.id = ?""".formatted(
                                    columns, joined));
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
        Statements statements = statements(path);
        return find(statements.projection, statements.bySecret, hash);
    }

    /**
     * Finds whom an issuer of JWTs means by a subject, with what the route they call wants to know of them.
     *
     * @param path the {@linkplain CallerProjection#path(HttpServerRequest) path} that a projection may answer
     * @return empty for a subject that nobody here has, and for an account that is not active
     */
    public Optional<SecurityIdentity> bySubject(String issuer, String subject, Optional<String> path) {
        Statements statements = statements(path);
        return find(statements.projection, statements.bySubject, issuer, subject)
                .map(Found::identity);
    }

    private Statements statements(Optional<String> path) {
        return path.map(byPath::get).orElse(plain);
    }

    private Optional<Found> find(Optional<CallerProjection<?>> projection, String sql, Object... credential) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < credential.length; i++) {
                statement.setObject(i + 1, credential[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(found(rows, projection)) : Optional.empty();
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The caller could not be looked up", failure);
        }
    }

    private static Found found(ResultSet rows, Optional<CallerProjection<?>> projection) throws SQLException {
        Caller caller = new Caller(rows.getObject("caller_id", UUID.class), rows.getObject("token_id", UUID.class));
        QuarkusSecurityIdentity.Builder identity =
                QuarkusSecurityIdentity.builder().setPrincipal(caller);
        if (rows.getString("caller_kind").equals("person")) {
            identity.addRole(Caller.PERSON);
        }
        if (rows.getBoolean("caller_site_admin")) {
            identity.addRole(Caller.SITE_ADMIN);
        }
        boolean audited = rows.getBoolean("audited");
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
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return projection.read(rows);
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The caller could not be read", failure);
        }
    }

    record Found(Caller caller, SecurityIdentity identity, boolean audited) {}
}
