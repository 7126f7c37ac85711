package dev.rollcall.state;

import dev.rollcall.body.KeepsState;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Creates updates (contract for stacks, section 3). Whether one is a dry run is an option, whatever its kind is. */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}")
@Authenticated
@KeepsState
@Tag(name = "Stack updates")
class UpdateCreationResource {

    private static final String UPDATE = "/{updateKind: " + UpdateKinds.PATTERN + "}";

    private final SecurityIdentity identity;
    private final StackAccess stacks;
    private final Updates updates;

    UpdateCreationResource(SecurityIdentity identity, StackAccess stacks, Updates updates) {
        this.identity = identity;
        this.stacks = stacks;
        this.updates = updates;
    }

    @Schema(name = "AppUpdateProgramResponse", description = "An update that has not started.")
    record Created(
            @Schema(required = true, format = "uuid", description = "The id of the update.")
            String updateID,

            @Schema(required = true, description = "Policies that the program must comply with: none.")
            List<String> requiredPolicies) {}

    @POST
    @Path(UPDATE)
    @Transactional
    @Operation(
            operationId = "CreateUpdate",
            summary = "Create an update of a stack",
            description =
                    "The update keeps nobody else out until it is started. All further operations name it by its id,"
                            + " below the kind \"update\".")
    @APIResponse(responseCode = "200", description = "The update.")
    @APIResponse(responseCode = "400", description = "The body is invalid, or this server does not keep states.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public Created create(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            @NotNull(message = "is missing") CreateUpdateRequest body) {
        Caller caller = (Caller) identity.getPrincipal();
        ReachedStack stack = stacks.of(caller, orgName, projectName, stackName).require(StackPermission.WRITE);
        return new Created(updates.create(caller, stack, updateKind, body).toString(), List.of());
    }
}
