package dev.rollcall.directory;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.grant.Grantee;
import dev.rollcall.grant.StackGrants;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.query.Required;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.tag.StackTags;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.util.Locale;
import java.util.UUID;

/**
 * Gives stacks other names, and other organizations, in the caller's transaction. The state of a stack repeats its names:
 * in each resource, and in the address at which the CLI decrypts its secrets. This release does not rewrite a state, so it
 * refuses both once there is one. Otherwise the next update would delete and create every resource.
 */
@ApplicationScoped
class StackNaming {

    private static final String FAILURE = "The stack could not be renamed";

    /** A name is given under this lock, so nobody else takes it between the check and the change. */
    private static final String LOCK_ORGANIZATION = "select from organization where id = ? for no key update";

    private static final String IS_TAKEN = """
            select from stack where organization_id = ? and lower(project) = lower(?) and lower(name) = lower(?) and id <> ?""";

    private final Sql sql;
    private final OrganizationAccess organizations;
    private final StackAccess access;
    private final StackTags tags;
    private final StackGrants grants;
    private final DirectoryRights rights;
    private final AuditLog audit;

    StackNaming(
            Sql sql,
            OrganizationAccess organizations,
            StackAccess access,
            StackTags tags,
            StackGrants grants,
            DirectoryRights rights,
            AuditLog audit) {
        this.sql = sql;
        this.organizations = organizations;
        this.access = access;
        this.tags = tags;
        this.grants = grants;
        this.rights = rights;
        this.audit = audit;
    }

    /** Renames a stack, and throws an ApiException as the operation describes. */
    void rename(Caller caller, Source source, ReachedStack found, RenameStackRequest wanted) {
        found.require(StackPermission.ADMIN);
        // Before the stack, as whoever grants it or deletes the organization.
        sql.query(FAILURE, LOCK_ORGANIZATION, ResultSet::next, found.organizationId());
        ReachedStack stack = locked(caller, found).requireIdle();
        String project = wanted.projectOr(stack.project());
        String name = wanted.nameOr(stack.name());
        if (project.equals(stack.project()) && name.equals(stack.name())) {
            throw ApiException.badRequest("No rename to apply.");
        }
        requireNoState(stack, "rename");
        requireFree(stack.organizationId(), stack.organization(), project, name, stack.id());
        sql.update(FAILURE, "update stack set project = ?, name = ? where id = ?", project, name, stack.id());
        if (!project.equals(stack.project())) {
            tags.renameProject(stack, project);
        }
        audit.record(
                Action.STACK_RENAMED,
                source,
                stack.organizationId(),
                stack.id(),
                "Renamed stack '" + stack.project() + "/" + stack.name() + "' to '" + project + "/" + name + "'");
    }

    /** Transfers a stack to another organization, and throws an ApiException as the operation describes. */
    void transfer(Caller caller, Source source, ReachedStack found, String toOrganization) {
        found.require(StackPermission.ADMIN);
        rights.requireTransfer(found);
        // Whoever belongs to only one of the two does not learn whether the other exists.
        Standing from = organizations.of(caller, found.organization());
        Standing to = organizations.of(caller, Required.of("toOrg", toOrganization));
        if (from.organizationId().equals(to.organizationId())) {
            throw ApiException.badRequest("The organization '" + to.login() + "' has the stack already");
        }
        boolean inOrder =
                from.login().toLowerCase(Locale.ROOT).compareTo(to.login().toLowerCase(Locale.ROOT)) < 0;
        organizations.locked(caller, inOrder ? from.login() : to.login());
        organizations.locked(caller, inOrder ? to.login() : from.login());
        ReachedStack stack = locked(caller, found).requireIdle();
        rights.requireTransfer(stack);
        rights.requireCreation(organizations.of(caller, toOrganization));
        requireNoState(stack, "transfer");
        requireFree(to.organizationId(), to.login(), stack.project(), stack.name(), stack.id());
        // The members of the old organization reach nothing in the new one by what they were granted before.
        grants.removeAll(stack);
        sql.update(FAILURE, "update stack set organization_id = ? where id = ?", to.organizationId(), stack.id());
        grants.set(Grantee.user(caller.userId()), stack.id(), StackPermission.ADMIN);
        String what = "Transferred stack '" + stack.project() + "/" + stack.name() + "' from '" + from.login()
                + "' to '" + to.login() + "'";
        audit.record(Action.STACK_TRANSFERRED, source, from.organizationId(), stack.id(), what);
        audit.record(Action.STACK_TRANSFERRED, source, to.organizationId(), stack.id(), what);
    }

    private ReachedStack locked(Caller caller, ReachedStack stack) {
        return access.locked(caller, stack.organization(), stack.project(), stack.name(), StackPermission.ADMIN);
    }

    private static void requireNoState(ReachedStack stack, String action) {
        // A stack can be created with a state, before its first version.
        if (stack.version() > 0 || stack.resourceCount() != null) {
            throw ApiException.conflict(
                    "This release cannot " + action + " a stack that has been updated. 'pulumi stack migrate' can:"
                            + " move the stack to files (file://), and back to its new name.");
        }
    }

    private void requireFree(UUID organizationId, String organization, String project, String name, UUID stackId) {
        if (sql.query(FAILURE, IS_TAKEN, ResultSet::next, organizationId, project, name, stackId)) {
            throw DirectoryNames.taken(organization, project, name);
        }
    }
}
