package dev.rollcall.directory;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.database.Sql;
import dev.rollcall.directory.StackRecord.CurrentOperation;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.query.Flag;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.stack.StackDeletion;
import dev.rollcall.tag.StackTags;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Describes a stack, and deletes it (contract for stacks, section 6). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}")
@Authenticated
@Tag(name = "Stacks")
class StackRecordResource {

    /** Machine tokens act as an account whose login is derived from its id. */
    private static final String OPERATION = """
            select x.kind, coalesce(u.login, 'service-account:' || u.id, ''), extract(epoch from x.started_at)::bigint
            from stack_update x left join app_user u on u.id = x.actor_id
            where x.stack_id = ? and x.status = 'running' and not x.dry_run""";

    private final SecurityIdentity identity;
    private final Sql sql;
    private final StackAccess access;
    private final StackTags tags;
    private final DirectoryRights rights;
    private final StackDeletion deletion;
    private final AuditLog audit;

    StackRecordResource(
            SecurityIdentity identity,
            Sql sql,
            StackAccess access,
            StackTags tags,
            DirectoryRights rights,
            StackDeletion deletion,
            AuditLog audit) {
        this.identity = identity;
        this.sql = sql;
        this.access = access;
        this.tags = tags;
        this.rights = rights;
        this.deletion = deletion;
        this.audit = audit;
    }

    @GET
    @Operation(
            operationId = "GetStack",
            summary = "Get a stack",
            description = "With its tags, without its resources. For everybody who can reach the stack.")
    @APIResponse(responseCode = "200", description = "The stack.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack.")
    public StackRecord get(String orgName, String projectName, String stackName) {
        ReachedStack stack = access.of(caller(), orgName, projectName, stackName);
        return StackRecord.of(stack, stack.updating() ? operation(stack) : null, tags.of(stack.id()));
    }

    /** {@return the update in progress; null if it has just ended} */
    private CurrentOperation operation(ReachedStack stack) {
        return sql
                .list(
                        "The update could not be read",
                        OPERATION,
                        row -> new CurrentOperation(row.getString(1), row.getString(2), row.getLong(3)),
                        stack.id())
                .stream()
                .findFirst()
                .orElse(null);
    }

    @DELETE
    @Consumes(MediaType.WILDCARD)
    @Transactional
    @Operation(
            operationId = "DeleteStack",
            summary = "Delete a stack",
            description =
                    "With its tags, grants, state and history. This cannot be undone. For admins of the organization, and"
                            + " for who administers the stack unless the settings of the organization say otherwise.")
    @Parameter(
            name = "force",
            in = QUERY,
            description = "Whether a stack with resources is deleted, too. The resources themselves stay as they are.",
            schema = @Schema(type = BOOLEAN, defaultValue = "false"))
    @APIResponse(responseCode = "204", description = "The stack is gone.")
    @APIResponse(responseCode = "400", description = "The stack has resources, or force is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not delete the stack.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack.")
    @APIResponse(responseCode = "409", description = "An update of the stack is in progress.")
    public void delete(
            String orgName,
            String projectName,
            String stackName,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        ReachedStack stack = access.locked(caller(), orgName, projectName, stackName, StackPermission.ADMIN);
        rights.requireDeletion(stack);
        boolean force = Flag.of("force", uri.getQueryParameters().getFirst("force"));
        stack.requireIdle();
        boolean hasResources = stack.resourceCount() != null && stack.resourceCount() > 0;
        if (hasResources && !force) {
            // The CLI compares the whole message.
            throw ApiException.badRequest("Stack still contains resources.");
        }
        deletion.delete(stack);
        audit.record(
                Action.STACK_DELETED,
                caller().source(request),
                stack.organizationId(),
                stack.id(),
                "Deleted stack '" + stack.project() + "/" + stack.name() + "'"
                        + (hasResources ? ", which had " + stack.resourceCount() + " resources" : ""));
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
