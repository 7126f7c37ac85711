package dev.rollcall.security;

import io.quarkus.arc.All;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Resolves credentials to callers, in plain JDBC: this is every request's first statement, and it needs neither a
 * transaction nor a session.
 */
@ApplicationScoped
public class Callers {

    private static final String BY_SECRET = """
             from access_token t join app_user u on u.id = t.user_id
            where t.secret_hash = ? and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
                and u.state = 'active'""";

    private static final String BY_SUBJECT = """
             from identity i join app_user u on u.id = i.user_id left join access_token t on false
            where i.provider = 'SAML' and i.instance = ? and i.subject = ? and u.state = 'active'""";

    private static final String BY_ID =
            " from app_user u left join access_token t on t.id = ? and t.user_id = u.id where u.id = ?";

    private static final String CALLER = "select u.id as caller_id, u.kind as caller_kind,"
            + " u.site_admin as caller_site_admin, t.id as token_id, t.audited";

    private final DataSource database;
    private final Map<String, CallerProjection<?>> projections;

    Callers(DataSource database, @All List<CallerProjection<?>> projections) {
        this.database = database;
        this.projections = projections.stream().collect(Collectors.toMap(CallerProjection::path, Function.identity()));
    }

    /**
     * Finds who presents a secret, with what the route they call wants to know of them.
     *
     * @param path the path of a GET, or empty for requests that no projection answers
     * @return empty for an unknown, revoked or expired secret, and for an account that is not active
     */
    Optional<Found> bySecret(TokenSecret secret, Optional<String> path) {
        return find(BY_SECRET, path, secret.hash());
    }

    /**
     * Finds whom an issuer of JWTs means by a subject, with what the route they call wants to know of them.
     *
     * @param path the {@linkplain CallerProjection#path(HttpServerRequest) path} that a projection may answer
     * @return empty for a subject that nobody here has, and for an account that is not active
     */
    public Optional<SecurityIdentity> bySubject(String issuer, String subject, Optional<String> path) {
        return find(BY_SUBJECT, path, issuer, subject).map(Found::identity);
    }

    private Optional<Found> find(String by, Optional<String> path, Object... credential) {
        Optional<CallerProjection<?>> projection = path.map(projections::get);
        String sql = CALLER + projection.map(p -> ", " + p.columns()).orElse("") + by;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < credential.length; i++) {
                statement.setObject(i + 1, credential[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(found(row, projection)) : Optional.empty();
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The caller could not be looked up", failure);
        }
    }

    private static Found found(ResultSet row, Optional<CallerProjection<?>> projection) throws SQLException {
        Caller caller = new Caller(row.getObject("caller_id", UUID.class), row.getObject("token_id", UUID.class));
        QuarkusSecurityIdentity.Builder identity =
                QuarkusSecurityIdentity.builder().setPrincipal(caller);
        if (row.getString("caller_kind").equals("person")) {
            identity.addRole(Caller.PERSON);
        }
        if (row.getBoolean("caller_site_admin")) {
            identity.addRole(Caller.SITE_ADMIN);
        }
        if (projection.isPresent()) {
            identity.addAttribute(projection.get().path(), projection.get().read(row));
        }
        return new Found(caller, identity.build(), row.getBoolean("audited"));
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
                PreparedStatement statement = connection.prepareStatement("select " + projection.columns() + BY_ID)) {
            statement.setObject(1, caller.tokenId(), Types.OTHER);
            statement.setObject(2, caller.userId());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return projection.read(row);
            }
        } catch (SQLException failure) {
            throw new PersistenceException("The caller could not be read", failure);
        }
    }

    record Found(Caller caller, SecurityIdentity identity, boolean audited) {}
}
