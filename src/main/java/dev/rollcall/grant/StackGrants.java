package dev.rollcall.grant;

import dev.rollcall.database.Sql;
import dev.rollcall.grant.StackCollaborators.Collaborator;
import dev.rollcall.grant.StackRoles.StackRole;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.user.UserInfo;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Reads and writes who was granted what on one stack, in the caller's transaction. */
@Singleton
public class StackGrants {

    private static final String READING_FAILED = "The permissions on the stack could not be read";
    private static final String WRITING_FAILED = "The permissions on the stack could not be changed";

    private static final String OF_USERS = "select " + UserInfo.COLUMNS + """
            , g.permission from stack_grant g join app_user u on u.id = g.user_id
            where g.organization_id = ? and g.stack_id = ? and g.permission <> 'none'
                and u.kind = 'person' and u.state <> 'deleted'
            order by lower(u.login)""";

    private static final String OF_ROLES = """
            select r.id, r.name, g.permission from stack_grant g join role r on r.id = g.role_id
            where g.organization_id = ? and g.stack_id = ? and g.permission <> 'none' order by lower(r.name)""";

    /** Inserts nothing if the stack was deleted meanwhile, and keeps it until the transaction ends. */
    private static final String SET = """
            insert into stack_grant (id, organization_id, stack_id, %1$s, permission)
            select ?, s.organization_id, s.id, ?, ? from stack s where s.id = ? for key share of s
            on conflict (%1$s, organization_id, stack_id) where %1$s is not null
                do update set permission = excluded.permission""";

    private final Sql sql;
    private final PublicAddress address;

    StackGrants(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /**
     * Gives a permission on a stack, in place of the one that was given before.
     *
     * @return false if there is no such stack any more
     */
    public boolean set(Grantee grantee, UUID stackId, StackPermission permission) {
        return sql.update(
                        WRITING_FAILED,
                        SET.formatted(grantee.column),
                        UUID.randomUUID(),
                        grantee.id,
                        permission.stored(),
                        stackId)
                == 1;
    }

    /** {@return what was granted on a stack; {@code NONE} if nothing was} */
    StackPermission of(Grantee grantee, ReachedStack stack) {
        return sql
                .list(
                        READING_FAILED,
                        "select permission from stack_grant where %s = ? and organization_id = ? and stack_id = ?"
                                .formatted(grantee.column),
                        row -> StackPermission.stored(row.getString(1)),
                        grantee.id,
                        stack.organizationId(),
                        stack.id())
                .stream()
                .findFirst()
                .orElse(StackPermission.NONE);
    }

    /** {@return whether there was something to take away} */
    boolean remove(Grantee grantee, ReachedStack stack) {
        return sql.update(
                        WRITING_FAILED,
                        "delete from stack_grant where %s = ? and organization_id = ? and stack_id = ?"
                                .formatted(grantee.column),
                        grantee.id,
                        stack.organizationId(),
                        stack.id())
                == 1;
    }

    /** Takes away whatever was granted on a stack. */
    public void removeAll(ReachedStack stack) {
        sql.update(
                WRITING_FAILED,
                "delete from stack_grant where organization_id = ? and stack_id = ?",
                stack.organizationId(),
                stack.id());
    }

    /** {@return the people whom the stack was granted to, by login} */
    public List<Collaborator> people(ReachedStack stack) {
        return sql.list(
                READING_FAILED,
                OF_USERS,
                row -> new Collaborator(
                        UserInfo.of(row, address), StackPermission.stored(row.getString("permission")).code),
                stack.organizationId(),
                stack.id());
    }

    /** {@return the custom roles that the stack was granted to, by name} */
    public List<StackRole> roles(ReachedStack stack) {
        return sql.list(
                READING_FAILED,
                OF_ROLES,
                row -> new StackRole(
                        row.getString("id"),
                        row.getString("name"),
                        StackPermission.stored(row.getString("permission")).code),
                stack.organizationId(),
                stack.id());
    }
}
