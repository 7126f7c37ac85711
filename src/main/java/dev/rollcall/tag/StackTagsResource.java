package dev.rollcall.tag;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Changes the tags of stacks (contract for stacks, section 6). All of it is for who may update the stack. */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}/tags")
@Authenticated
@Tag(name = "Stacks")
class StackTagsResource {

    private final SecurityIdentity identity;
    private final StackAccess access;
    private final StackTags tags;
    private final AuditLog audit;

    StackTagsResource(SecurityIdentity identity, StackAccess access, StackTags tags, AuditLog audit) {
        this.identity = identity;
        this.access = access;
        this.tags = tags;
        this.audit = audit;
    }

    @PATCH
    @Transactional
    @Operation(
            operationId = "UpdateStackTags",
            summary = "Replace all tags of a stack",
            description =
                    "The body is an object with a value per name. Tags that are not in it are removed. The name of the"
                            + " project cannot change. For who may update the stack.")
    @APIResponse(responseCode = "204", description = "The stack has these tags.")
    @APIResponse(responseCode = "400", description = "The name of the project would change, or a tag is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack.")
    public void replace(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") Map<String, String> body,
            @Context HttpServerRequest request) {
        ReachedStack stack = locked(orgName, projectName, stackName);
        if (tags.replace(stack, body)) {
            record(request, stack, "Changed the tags");
        }
    }

    @POST
    @Transactional
    @Operation(
            operationId = "AddStackTag",
            summary = "Add a tag to a stack",
            description = "For who may update the stack.")
    @APIResponse(responseCode = "204", description = "The stack has the tag.")
    @APIResponse(
            responseCode = "400",
            description = "The tag is invalid or built in, the stack has it already, or it has too many.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack.")
    public void add(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") StackTagBody body,
            @Context HttpServerRequest request) {
        ReachedStack stack = locked(orgName, projectName, stackName);
        Map<String, String> all = new TreeMap<>(tags.of(stack.id()));
        StackTags.check(body.name(), body.value());
        if (StackTags.isBuiltIn(body.name()) || all.containsKey(body.name())) {
            throw ApiException.badRequest("Invalid tag name or tag already exists.");
        }
        all.put(body.name(), body.value());
        tags.replace(stack, all);
        record(request, stack, "Added the tag '" + body.name() + "'");
    }

    @PATCH
    @Path("{tagName}")
    @Transactional
    @Operation(
            operationId = "UpdateStackTag",
            summary = "Change a tag of a stack",
            description = "For who may update the stack.")
    @APIResponse(responseCode = "204", description = "The tag has the value.")
    @APIResponse(responseCode = "400", description = "The tag is built in, the value is invalid, or the name differs.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack, or it has no such tag.")
    public void change(
            String orgName,
            String projectName,
            String stackName,
            String tagName,
            @NotNull(message = "is missing") StackTagBody body,
            @Context HttpServerRequest request) {
        ReachedStack stack = locked(orgName, projectName, stackName);
        if (StackTags.isBuiltIn(tagName)) {
            throw ApiException.badRequest("built-in tags cannot be updated");
        }
        if (body.name() != null && !body.name().equals(tagName)) {
            throw ApiException.badRequest(
                    "invalid tag name: A tag cannot be renamed. Add another one, and delete this one.");
        }
        Map<String, String> all = having(stack, tagName);
        StackTags.check(tagName, body.value());
        all.put(tagName, body.value());
        if (tags.replace(stack, all)) {
            record(request, stack, "Changed the tag '" + tagName + "'");
        }
    }

    @DELETE
    @Path("{tagName}")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    @Operation(
            operationId = "DeleteStackTag",
            summary = "Delete a tag of a stack",
            description = "For who may update the stack.")
    @APIResponse(responseCode = "204", description = "The stack no longer has the tag.")
    @APIResponse(responseCode = "400", description = "The tag is built in.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack, or it has no such tag.")
    public void delete(
            String orgName, String projectName, String stackName, String tagName, @Context HttpServerRequest request) {
        ReachedStack stack = locked(orgName, projectName, stackName);
        if (StackTags.isBuiltIn(tagName)) {
            throw ApiException.badRequest("built-in tags cannot be deleted");
        }
        Map<String, String> all = having(stack, tagName);
        all.remove(tagName);
        tags.replace(stack, all);
        record(request, stack, "Deleted the tag '" + tagName + "'");
    }

    /** {@return the tags of a stack, which has one of this name} */
    private Map<String, String> having(ReachedStack stack, String tagName) {
        Map<String, String> all = new TreeMap<>(tags.of(stack.id()));
        if (!all.containsKey(tagName)) {
            throw ApiException.notFound("Tag '" + tagName + "' not found");
        }
        return all;
    }

    private ReachedStack locked(String orgName, String projectName, String stackName) {
        return access.locked(caller(), orgName, projectName, stackName, StackPermission.WRITE);
    }

    private void record(HttpServerRequest request, ReachedStack stack, String what) {
        audit.record(
                Action.STACK_TAGS_CHANGED,
                caller().source(request),
                stack.organizationId(),
                stack.id(),
                what + " of stack '" + stack.project() + "/" + stack.name() + "'");
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
