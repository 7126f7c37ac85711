package dev.rollcall.member;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.member.StackPermissions.OfTeam;
import dev.rollcall.member.StackPermissions.TeamName;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.UserInfo;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Explains what a person may do with a stack (contract for writes, section 3.2). */
@Path("/api/console/orgs/{orgName}/members/{userLogin}/stacks/{projectName}/{stackName}")
@Authenticated
@Tag(name = "Members")
class MemberStackResource {

    private static final String FAILURE = "The permissions could not be read";

    /** One row if the person is a member or has a grant on a stack. Its stack is null if there is no such stack. */
    private static final String PERSON = "select " + UserInfo.COLUMNS + """
            , m.role, o.default_stack_permission, s.id as stack_id,
                (select g.permission from stack_grant g
                 where g.user_id = u.id and g.organization_id = o.id and g.stack_id = s.id) as own
            from owner_name n
            join app_user u on u.id = n.user_id and u.state <> 'deleted'
            join organization o on o.id = ?
            left join membership m on m.user_id = u.id and m.organization_id = o.id
            left join stack s on s.organization_id = o.id and lower(s.project) = lower(?) and lower(s.name) = lower(?)
            where lower(n.name) = lower(?) and (m.role is not null
                or exists (select from stack_grant g where g.user_id = u.id and g.organization_id = o.id))""";

    private static final String TEAMS = """
            select t.kind, t.name, coalesce(nullif(t.display_name, ''), t.name), t.description, g.permission
            from team_member m
            join stack_grant g on g.team_id = m.team_id and g.organization_id = m.organization_id
            join team t on t.id = m.team_id
            where m.user_id = ? and m.organization_id = ? and g.stack_id = ? order by lower(t.name)""";

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final Sql sql;
    private final PublicAddress address;

    MemberStackResource(SecurityIdentity identity, OrganizationAccess access, Sql sql, PublicAddress address) {
        this.identity = identity;
        this.access = access;
        this.sql = sql;
        this.address = address;
    }

    private record Found(UUID userId, UUID stackId, StackPermissions withoutTeams) {}

    @GET
    @Operation(
            operationId = "ListMemberStackPermissions",
            summary = "Explain what a person may do with a stack",
            description =
                    "The person is a member, or has a grant on a stack of the organization. For admins of the organization,"
                            + " and for people about themselves.")
    @APIResponse(responseCode = "200", description = "The permissions of the person.")
    @APIResponse(responseCode = "403", description = "The caller may not read the permissions of others.")
    @APIResponse(responseCode = "404", description = "No such person, stack or organization.")
    public StackPermissions get(String orgName, String userLogin, String projectName, String stackName) {
        Caller caller = (Caller) identity.getPrincipal();
        Standing standing = access.of(caller, orgName);
        if (!standing.may(Permission.READ_MEMBER_ACCESS) && !isCaller(caller, userLogin)) {
            standing.require(Permission.READ_MEMBER_ACCESS);
        }
        String stack = standing.login() + "/" + projectName + "/" + stackName;
        // PostgreSQL cannot store NUL characters, so no stack has one in its name.
        Found found = find(standing, userLogin, projectName.replace("\0", "/"), stackName.replace("\0", "/"));
        if (found.stackId() == null) {
            throw ApiException.notFound("Stack '" + stack + "' not found");
        }
        List<OfTeam> teams = sql.list(
                FAILURE,
                TEAMS,
                row -> new OfTeam(
                        new TeamName(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                        StackPermission.stored(row.getString("permission")).code),
                found.userId(),
                standing.organizationId(),
                found.stackId());
        StackPermissions own = found.withoutTeams();
        return new StackPermissions(
                own.userInfo(), own.organizationRole(), own.organizationDefault(), teams, own.explicitPermission());
    }

    private boolean isCaller(Caller caller, String login) {
        return OwnerName.isValid(login)
                && sql.query(
                        FAILURE,
                        "select from owner_name where user_id = ? and lower(name) = lower(?)",
                        ResultSet::next,
                        caller.userId(),
                        login);
    }

    private Found find(Standing standing, String login, String project, String stack) {
        if (!OwnerName.isValid(login)) {
            throw Members.unknown(login);
        }
        return sql.list(FAILURE, PERSON, this::found, standing.organizationId(), project, stack, login).stream()
                .findFirst()
                .orElseThrow(() -> Members.unknown(login));
    }

    private Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getObject("user_id", UUID.class),
                row.getObject("stack_id", UUID.class),
                new StackPermissions(
                        UserInfo.of(row, address),
                        Objects.requireNonNullElse(row.getString("role"), "stack-collaborator"),
                        StackPermission.stored(row.getString("default_stack_permission")).code,
                        List.of(),
                        StackPermission.stored(row.getString("own")).code));
    }
}
