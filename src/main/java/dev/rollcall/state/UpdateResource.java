package dev.rollcall.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.body.KeepsState;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.state.Updates.Started;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Starts updates, and cancels them (contract for stacks, section 3). The creator of an update starts it, and gets an update
 * token for the rest.
 */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}")
@Authenticated
@KeepsState
@Tag(name = "Stack updates")
class UpdateResource {

    private static final String UPDATE = "/{updateKind: " + UpdateKinds.PATTERN + "}/{updateID}";

    private final SecurityIdentity identity;
    private final StackAccess stacks;
    private final Updates updates;

    UpdateResource(SecurityIdentity identity, StackAccess stacks, Updates updates) {
        this.identity = identity;
        this.stacks = stacks;
        this.updates = updates;
    }

    @Schema(name = "AppStartUpdateRequest", description = "The start of an update.")
    record Start(
            @Schema(description = "Replace all tags of the stack. Absent: the tags stay.")
            Map<String, String> tags,

            @Schema(description = "The newest journal that the client can write.")
            Long journalVersion) {}

    @Schema(name = "AppStartUpdateResponse", description = "An update that has started.")
    record Running(
            @Schema(
                    required = true,
                    description = "The version that the stack will have. For dry runs, the one it has.")
            long version,

            @Schema(required = true, description = "The update token.")
            String token,

            @Schema(required = true, description = "When the lease ends, in Unix seconds.")
            long tokenExpiration,

            @Schema(required = true, description = "0: the client sends full checkpoints.")
            long journalVersion) {}

    @POST
    @Path(UPDATE)
    @Transactional
    @Operation(
            operationId = "StartUpdate",
            summary = "Start an update",
            description = "Takes the stack until the update ends or its lease runs out, unless it is a dry run.")
    @APIResponse(responseCode = "200", description = "The update runs.")
    @APIResponse(responseCode = "400", description = "The body or a tag is invalid.")
    @APIResponse(
            responseCode = "403",
            description = "The caller may not update the stack, or did not create the update.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack, or it has no such update.")
    @APIResponse(responseCode = "409", description = "Another update is in progress, or this one has started before.")
    public Running start(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            Start body,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        ReachedStack stack = stacks.locked(caller, orgName, projectName, stackName, StackPermission.WRITE);
        Started started = updates.start(
                caller, caller.source(request), stack, id(updateID, stack), body == null ? null : body.tags());
        return new Running(
                started.version(), started.token().value(), started.leaseEnd().toEpochSecond(), 0);
    }

    private static UUID id(String updateID, ReachedStack stack) {
        try {
            return UUID.fromString(updateID);
        } catch (IllegalArgumentException notAnId) {
            throw ApiException.notFound("The stack '" + stack + "' has no such update");
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AppUpdateResults", description = "What has become of an update.")
    record Results(
            @Schema(required = true, description = "not started, running, succeeded or failed.")
            String status,

            @Schema(required = true, description = "Always empty.")
            List<String> events,

            @Schema(description = "Absent if the update has ended.")
            String continuationToken) {}

    @GET
    @Path(UPDATE)
    @Operation(
            operationId = "GetUpdateStatus",
            summary = "See whether an update has ended",
            description = "For clients that wait for an import.")
    @APIResponse(responseCode = "200", description = "The status.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack, or it has no such update.")
    public Results status(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            @QueryParam("continuationToken") String continuationToken) {
        ReachedStack stack = stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
        UpdateStatus status = updates.find(stack, id(updateID, stack)).status();
        boolean ended = status != UpdateStatus.NOT_STARTED && status != UpdateStatus.RUNNING;
        return new Results(status.polled, List.of(), ended ? null : "0");
    }

    @POST
    @Path(UPDATE + "/cancel")
    @Transactional
    @Operation(
            operationId = "CancelUpdate",
            summary = "Cancel an update",
            description = "Ends its lease at once. What it has written stays. It may be canceled again.")
    @APIResponse(responseCode = "204", description = "The update has ended.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack, or it has no such update.")
    @APIResponse(responseCode = "409", description = "The update has not started, or has ended otherwise.")
    public void cancel(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        ReachedStack stack = stacks.locked(caller, orgName, projectName, stackName, StackPermission.WRITE);
        updates.cancel(caller.source(request), stack, id(updateID, stack));
    }
}
