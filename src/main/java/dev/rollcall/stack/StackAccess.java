package dev.rollcall.stack;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.user.OwnerName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Decides what a caller may do with a stack. Every operation below {@code /api/stacks/{orgName}/{projectName}/{stackName}}
 * asks here first. Whoever cannot reach a stack does not learn whether it exists, and strangers do not learn whether its
 * organization does.
 */
@Singleton
public class StackAccess {

    private static final String FAILURE = "The stack could not be read";

    /** Names of stacks and projects as a regular expression. URLs cannot have segments of one or two dots. */
    public static final String NAME_PATTERN = "^(?!\\.{1,2}$)[a-zA-Z0-9_.-]{1,100}$";

    private static final Pattern NAME = Pattern.compile(NAME_PATTERN);

    /**
     * The granted permission is the strongest one of the caller, their teams, the team of their token, or their custom
     * role. Team tokens act as the account of all machine tokens of the organization, and do not have its grants.
     *
     * <p>A name that an organization gave up leads to it as long as nobody else has the name. States repeat the name where the
     * CLI decrypts their secrets, and so do the requests of an update that began before. See
     * docs/decisions/0026-who-owns-a-stack.md.
     */
    private static final String REACHED = """
            select s.id, s.organization_id, o.login, s.project, s.name, s.last_version, s.active_update, s.resource_count,
                coalesce(s.lease_until > clock_timestamp(), false) as updating,
                o.default_stack_permission, o.max_access_token_expiry_days as days, t.kind as token_kind,
                t.expires_at is null or t.expires_at > now() + make_interval(days => o.max_access_token_expiry_days)
                    as lives_too_long,
                case when m.user_id is not null then coalesce(t.role, case when t.admin then 'admin' end, m.role) end as role,
                m.role_id,
                (select g.permission from stack_grant g
                where g.organization_id = s.organization_id and g.stack_id = s.id
                    and (g.user_id = ? and t.team_id is null or g.team_id = t.team_id or g.role_id = m.role_id
                        or g.team_id in (
                            select x.team_id from team_member x
                            where x.user_id = ? and x.organization_id = s.organization_id))
                order by array_position(array['admin', 'write', 'read', 'none'], g.permission) limit 1) as granted
            from owner_name n
            left join owner_name p on p.user_id = n.reserved_for
            join organization o on o.id = coalesce(n.organization_id, n.reserved_for_organization, p.organization_id)
            join stack s on s.organization_id = o.id and lower(s.project) = lower(?) and lower(s.name) = lower(?)
            left join membership m on m.organization_id = o.id and m.user_id = ?
            left join access_token t on t.id = ?
            where lower(n.name) = lower(?)""";

    /** Grants and tags that are added at the same time refer to the row, and this lock lets them. */
    private static final String LOCK = "select from stack where id = ? for no key update";

    private final Sql sql;

    StackAccess(Sql sql) {
        this.sql = sql;
    }

    /**
     * Finds a stack that the caller can reach, with one statement.
     *
     * @param organization its name in URLs, in upper or lower case, as {@code project} and {@code name}
     * @throws ApiException 404 if there is none, or the caller cannot reach it; 403 if the caller's access token lives
     *     longer than the organization allows
     */
    public ReachedStack of(Caller caller, String organization, String project, String name) {
        return find(caller, organization, project, name).orElseThrow(() -> notFound(organization, project, name));
    }

    /** As {@link #of(Caller, String, String, String)}, in an organization that the caller belongs to. */
    public ReachedStack of(Caller caller, Standing standing, String project, String name) {
        return of(caller, standing.login(), project, name);
    }

    /**
     * Locks a stack until the transaction ends, and then finds what the caller may do with it. So changes that depend on
     * each other happen one after the other, and the second sees what the first did. Callers with less than the needed
     * permission cannot lock.
     *
     * @throws ApiException as {@link #of(Caller, String, String, String)}; 403 if the caller may do less than needed
     */
    public ReachedStack locked(
            Caller caller, String organization, String project, String name, StackPermission needed) {
        ReachedStack before = of(caller, organization, project, name).require(needed);
        sql.query("The stack could not be locked", LOCK, ResultSet::next, before.id());
        ReachedStack stack = of(caller, organization, project, name).require(needed);
        if (!stack.id().equals(before.id())) {
            // It was deleted or renamed, and another one has its name now. The client may repeat the request.
            throw notFound(organization, project, name);
        }
        return stack;
    }

    private Optional<ReachedStack> find(Caller caller, String organization, String project, String name) {
        return OwnerName.isValid(organization) && isName(project) && isName(name)
                ? sql
                        .list(
                                FAILURE,
                                REACHED,
                                StackAccess::reached,
                                caller.userId(),
                                caller.userId(),
                                project,
                                name,
                                caller.userId(),
                                caller.tokenId(),
                                organization)
                        .stream()
                        .findFirst()
                        .filter(stack -> stack.permission() != StackPermission.NONE)
                : Optional.empty();
    }

    /** {@return whether a stack or a project can have this name} */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The refusal of a stack that the caller cannot reach. */
    public static ApiException notFound(Standing standing, String project, String name) {
        return notFound(standing.login(), project, name);
    }

    /** The refusal of a stack that was deleted a moment ago. */
    public static ApiException notFound(ReachedStack stack) {
        return notFound(stack.organization(), stack.project(), stack.name());
    }

    private static ApiException notFound(String organization, String project, String name) {
        return ApiException.notFound("Stack '" + organization + "/" + project + "/" + name + "' not found");
    }

    private static ReachedStack reached(ResultSet row) throws SQLException {
        Role role = Role.of(row.getString("role")).orElse(null);
        StackPermission permission = StackPermission.stored(row.getString("granted"));
        if (role == Role.ADMIN) {
            permission = StackPermission.ADMIN;
        } else if (role == Role.MEMBER && row.getString("role_id") == null) {
            StackPermission usual = StackPermission.stored(row.getString("default_stack_permission"));
            permission = usual.compareTo(permission) > 0 ? usual : permission;
        }
        Integer days = row.getObject("days", Integer.class);
        boolean known = role != null || permission != StackPermission.NONE;
        if (known && days != null && row.getString("token_kind") != null && row.getBoolean("lives_too_long")) {
            throw OrganizationAccess.livesTooLong(row.getString("login"), days);
        }
        return new ReachedStack(
                row.getObject("id", UUID.class),
                row.getObject("organization_id", UUID.class),
                row.getString("login"),
                row.getString("project"),
                row.getString("name"),
                permission,
                role == Role.ADMIN,
                role != null,
                row.getLong("last_version"),
                row.getObject("active_update", UUID.class),
                row.getObject("resource_count", Long.class),
                row.getBoolean("updating"));
    }
}
