package dev.rollcall.auditlog;

import dev.rollcall.audit.AuditEvent.Action;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * An event of an organization.
 *
 * @param event what happened, for example {@code member-added}
 * @param description what happened, as a sentence
 * @param address the client's IP address; empty if the service itself did it
 * @param actor who did it
 * @param tokenId the access token that it was done with; null, as the name, without one
 * @param tokenName for a personal token its description; null if that is empty
 * @param requestId the id in the response's {@code X-Pulumi-Request-ID}; null if the service itself did it
 */
public record AuditLogEntry(
        UUID id,
        Instant at,
        String event,
        String description,
        String address,
        Actor actor,
        UUID tokenId,
        String tokenName,
        String requestId) {

    /** What only admins of an organization do. */
    private static final Set<String> BY_ADMINS = Set.of(
            Action.ORGANIZATION_SETTINGS_CHANGED.stored,
            Action.MEMBER_ADDED.stored,
            Action.MEMBER_ROLE_CHANGED.stored,
            Action.MEMBER_REMOVED.stored,
            Action.TEAM_DELETED.stored,
            Action.INVITE_SENT.stored);

    /** Who the events that the service causes itself belong to. Nobody can have this login. */
    private static final String SERVICE = "rollcall";

    private static final UUID NOBODY = new UUID(0, 0);

    /**
     * Who did it. Clients need a login and a name (contract, section 0).
     *
     * @param id never null; all zeros for the service itself
     * @param login of a deleted account, the last one
     * @param machine whether it was an organization or team token
     * @param avatarUrl null for the generated picture
     */
    public record Actor(UUID id, String login, String name, boolean machine, String avatarUrl) {

        private static Actor of(ResultSet row) throws SQLException {
            UUID id = row.getObject("actor_id", UUID.class);
            if (id == null) {
                return new Actor(NOBODY, SERVICE, "Rollcall", false, null);
            }
            boolean machine = "service-account".equals(row.getString("kind"));
            String tokenName = row.getString("token_name");
            String login = machine ? "service-account:" + id : row.getString("login");
            return new Actor(
                    id,
                    // The login of a deleted account can have another owner after some time.
                    Objects.requireNonNullElse(login, "deleted-user:" + id),
                    // What a machine does appears under the name of its token (contract for writes, section 3.6).
                    machine && tokenName != null
                            ? tokenName
                            : Objects.requireNonNullElse(row.getString("actor_name"), ""),
                    machine,
                    row.getString("avatar_url"));
        }
    }

    static AuditLogEntry of(ResultSet row) throws SQLException {
        String event = row.getString("action");
        String tokenName = row.getString("token_name");
        return new AuditLogEntry(
                row.getObject("id", UUID.class),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                event,
                Objects.requireNonNullElse(row.getString("description"), event),
                Objects.requireNonNullElse(row.getString("address"), ""),
                Actor.of(row),
                row.getObject("token_id", UUID.class),
                tokenName == null || tokenName.isEmpty() ? null : tokenName,
                row.getString("request_id"));
    }

    /** {@return whether only admins of the organization may do this} */
    boolean requiresAdmin() {
        return BY_ADMINS.contains(event);
    }
}
