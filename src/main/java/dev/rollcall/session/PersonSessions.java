package dev.rollcall.session;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists and ends the browser sessions of a person, for the person and for site administrators. */
@ApplicationScoped
public class PersonSessions {

    private static final String LIST = """
            select id, created_at, last_seen_at, expires_at, user_agent, address from browser_session
            where user_id = ? and expires_at > now() and last_seen_at > now() - ? * interval '1 second'
            order by last_seen_at desc, id""";

    private final Sql sql;
    private final SessionsConfig config;
    private final AuditLog audit;

    PersonSessions(Sql sql, SessionsConfig config, AuditLog audit) {
        this.sql = sql;
        this.config = config;
        this.audit = audit;
    }

    /** {@return the open sessions of a person, the one that was used last first} A person can have 100. */
    public List<OpenSession> of(UUID person) {
        return sql.list(
                "The sessions could not be read",
                LIST,
                PersonSessions::session,
                person,
                config.idle().toSeconds());
    }

    private static OpenSession session(ResultSet row) throws SQLException {
        return new OpenSession(
                row.getObject("id", UUID.class),
                time(row, "created_at"),
                time(row, "last_seen_at"),
                time(row, "expires_at"),
                Optional.ofNullable(row.getString("user_agent")).orElse(""),
                Optional.ofNullable(row.getString("address")).orElse(""));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * Ends a session of a person.
     *
     * @param source who ends it, the person or an administrator, and from where
     * @throws ApiException 404 if the person has no such session
     */
    @Transactional
    public void end(Source source, UUID person, String id) {
        int ended = parse(id)
                .map(session -> sql.update(
                        "The session could not be ended",
                        "delete from browser_session where id = ? and user_id = ?",
                        session,
                        person))
                .orElse(0);
        if (ended == 0) {
            throw ApiException.notFound("Session '" + id + "' not found");
        }
        audit.record(Action.SESSION_ENDED, source, null, person, "Ended a session");
    }

    /** Ends all sessions of a person. The parameters are those of {@link #end}. */
    @Transactional
    public void endAll(Source source, UUID person) {
        int ended =
                sql.update("The sessions could not be ended", "delete from browser_session where user_id = ?", person);
        if (ended > 0) {
            audit.record(Action.SESSIONS_ENDED, source, null, person, "Ended all sessions");
        }
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
