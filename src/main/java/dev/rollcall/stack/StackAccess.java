package dev.rollcall.stack;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Decides what somebody who belongs to an organization may do with one of its stacks. */
@Singleton
public class StackAccess {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,100}");

    /** The strongest grant to the caller, their teams, the team of their token, or their custom role. */
    private static final String REACHED = """
            select s.id, s.project, s.name, o.default_stack_permission, (
                select g.permission from stack_grant g
                where g.organization_id = s.organization_id and g.stack_id = s.id
                    and (g.user_id = ? or g.team_id = ? or g.role_id = ? or g.team_id in (
                        select m.team_id from team_member m
                        where m.user_id = ? and m.organization_id = s.organization_id))
                order by array_position(array['admin', 'write', 'read', 'none'], g.permission) limit 1) as granted
            from stack s join organization o on o.id = s.organization_id
            where s.organization_id = ? and lower(s.project) = lower(?) and lower(s.name) = lower(?)""";

    private final Sql sql;

    StackAccess(Sql sql) {
        this.sql = sql;
    }

    /**
     * A stack that a caller can reach.
     *
     * @param permission at least {@link StackPermission#READ}
     */
    public record ReachedStack(UUID id, String project, String name, StackPermission permission) {}

    /**
     * Finds a stack of an organization that the caller can reach.
     *
     * @param project in upper or lower case, as {@code name}
     * @throws ApiException 404 if there is none, or the caller cannot reach it
     */
    public ReachedStack of(Caller caller, Standing standing, String project, String name) {
        ReachedStack stack = isName(project) && isName(name)
                ? sql
                        .list(
                                "The stack could not be read",
                                REACHED,
                                row -> reached(row, standing),
                                caller.userId(),
                                standing.teamId(),
                                standing.customRoleId(),
                                caller.userId(),
                                standing.organizationId(),
                                project,
                                name)
                        .stream()
                        .findFirst()
                        .orElse(null)
                : null;
        if (stack == null || stack.permission() == StackPermission.NONE) {
            throw notFound(standing, project, name);
        }
        return stack;
    }

    /** {@return whether a stack or a project can have this name} */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The refusal of a stack that the caller cannot reach. */
    public static ApiException notFound(Standing standing, String project, String name) {
        return ApiException.notFound("Stack '" + standing.login() + "/" + project + "/" + name + "' not found");
    }

    private static ReachedStack reached(ResultSet row, Standing standing) throws SQLException {
        StackPermission permission = StackPermission.stored(row.getString("granted"));
        if (standing.role() == Role.ADMIN) {
            permission = StackPermission.ADMIN;
        } else if (standing.role() == Role.MEMBER && standing.customRoleId() == null) {
            StackPermission usual = StackPermission.stored(row.getString("default_stack_permission"));
            permission = usual.compareTo(permission) > 0 ? usual : permission;
        }
        return new ReachedStack(
                row.getObject("id", UUID.class), row.getString("project"), row.getString("name"), permission);
    }
}
