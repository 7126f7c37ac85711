package dev.rollcall.role;

import dev.rollcall.database.Sql;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds the roles of an organization: the built-in ones, which have no rows, and the custom ones. */
@Singleton
public class Roles {

    /** When built-in roles were changed: what Pulumi Cloud says about them (contract for writes, section 3.2). */
    public static final String NEVER_MODIFIED = "0001-01-01T00:00:00Z";

    private static final String CUSTOM = "select id, name, created_at from role where organization_id = ? ";

    private final Sql sql;

    Roles(Sql sql) {
        this.sql = sql;
    }

    /**
     * A role that a member can get.
     *
     * @param builtIn the role, or {@link Role#MEMBER} in place of a custom role
     * @param customId the id of the custom role; null for a built-in one
     * @param name the name that lists show
     */
    public record Assignable(Role builtIn, UUID customId, String name) {

        public static Assignable of(Role role) {
            return new Assignable(role, null, role.title);
        }
    }

    /** {@return the role with this id in the organization; empty if none has it, or the text is not an id} */
    public Optional<Assignable> find(UUID organizationId, String id) {
        return parse(id)
                .flatMap(one -> Role.withId(one, organizationId)
                        .map(Assignable::of)
                        .or(() -> custom(organizationId, one)
                                .map(role -> new Assignable(Role.MEMBER, one, role.name()))));
    }

    Optional<RoleRecord> get(Standing standing, String id) {
        UUID organizationId = standing.organizationId();
        return parse(id)
                .flatMap(one -> Role.withId(one, organizationId)
                        .map(role -> RoleRecord.builtIn(role, standing))
                        .or(() -> custom(organizationId, one)));
    }

    /** {@return the built-in roles, then the custom ones by name} */
    List<RoleRecord> all(Standing standing) {
        return Stream.concat(
                        Stream.of(Role.values()).map(role -> RoleRecord.builtIn(role, standing)),
                        list(standing.organizationId(), "order by lower(name)").stream())
                .toList();
    }

    private Optional<RoleRecord> custom(UUID organizationId, UUID id) {
        return list(organizationId, "and id = ?", id).stream().findFirst();
    }

    private List<RoleRecord> list(UUID organizationId, String rest, Object... parameters) {
        return sql.list(
                "The roles could not be read",
                CUSTOM + rest,
                row -> RoleRecord.custom(organizationId, row),
                Stream.concat(Stream.of(organizationId), Stream.of(parameters)).toArray());
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
