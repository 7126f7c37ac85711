package dev.rollcall.grant;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.database.Sql;
import dev.rollcall.grant.StackTeams.StackTeam;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads and changes what teams may do with stacks. */
@ApplicationScoped
public class TeamGrants {

    private static final String READING_FAILED = "The permissions of the team could not be read";
    private static final String WRITING_FAILED = "The permissions of the team could not be changed";

    private static final String OF_STACK = """
            select t.name, coalesce(nullif(t.display_name, ''), t.name) as display_name, t.description, g.permission,
                m.user_id is not null as is_member
            from stack_grant g
            join team t on t.id = g.team_id and t.organization_id = g.organization_id
            left join team_member m on m.team_id = t.id and m.user_id = ?
            where g.organization_id = ? and g.stack_id = ? and g.team_id is not null and g.permission <> 'none'
            order by lower(t.name)""";

    private static final String REVOKE = """
            delete from stack_grant g using stack s
            where s.id = g.stack_id and g.team_id = ?
                and s.organization_id = ? and lower(s.project) = lower(?) and lower(s.name) = lower(?)""";

    private final Sql sql;
    private final StackAccess stacks;
    private final StackGrants grants;
    private final AuditLog audit;

    TeamGrants(Sql sql, StackAccess stacks, StackGrants grants, AuditLog audit) {
        this.sql = sql;
        this.stacks = stacks;
        this.grants = grants;
        this.audit = audit;
    }

    /** {@return the teams that may reach a stack, by name} */
    List<StackTeam> of(Caller caller, Standing standing, ReachedStack stack) {
        return sql.list(
                READING_FAILED,
                OF_STACK,
                row -> new StackTeam(
                        row.getString("name"),
                        row.getString("display_name"),
                        row.getString("description"),
                        StackPermission.stored(row.getString("permission")).code,
                        row.getBoolean("is_member")),
                caller.userId(),
                standing.organizationId(),
                stack.id());
    }

    /**
     * Sets the permission of a team on a stack. Who gives more than the team has must administer the stack: otherwise
     * admins of a team could give themselves every stack of the organization.
     *
     * @param permission {@link StackPermission#NONE} takes the permission away
     * @throws ApiException 403 if the caller may not give that much, 404 if they cannot reach the stack
     */
    public void set(ManagedTeam team, String project, String name, StackPermission permission) {
        if (permission == StackPermission.NONE) {
            remove(team, project, name);
            return;
        }
        ReachedStack stack = stacks.of(team.caller(), team.standing(), project, name);
        StackPermission before = grants.of(Grantee.team(team.team().id()), stack);
        if (permission.compareTo(before) > 0 && stack.permission() != StackPermission.ADMIN) {
            throw ApiException.forbidden("You must administer the stack '" + stack.project() + "/" + stack.name()
                    + "' to give a team more access to it. Ask an admin of the organization.");
        }
        if (permission == before) {
            return;
        }
        if (!grants.set(Grantee.team(team.team().id()), stack.id(), permission)) {
            throw StackAccess.notFound(team.standing(), project, name);
        }
        record(
                Action.TEAM_STACK_PERMISSION_CHANGED,
                team,
                "Set the permission of " + team + " on stack '" + stack.project() + "/" + stack.name() + "' to "
                        + permission.stored());
    }

    /** Takes the permission of a team on a stack away. It does not matter whether it has one, or whether there is such a stack. */
    public void remove(ManagedTeam team, String project, String name) {
        if (StackAccess.isName(project)
                && StackAccess.isName(name)
                && sql.update(
                                WRITING_FAILED,
                                REVOKE,
                                team.team().id(),
                                team.standing().organizationId(),
                                project,
                                name)
                        > 0) {
            record(
                    Action.TEAM_STACK_PERMISSION_REMOVED,
                    team,
                    "Removed the permission of " + team + " on stack '" + project + "/" + name + "'");
        }
    }

    private void record(Action action, ManagedTeam team, String description) {
        audit.record(
                action,
                team.source(),
                team.standing().organizationId(),
                team.team().id(),
                description);
    }
}
