package dev.rollcall.directory;

import dev.rollcall.security.Caller;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Transfers stacks to other organizations (contract for stacks, section 6). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}/transfer")
@Authenticated
@Tag(name = "Stacks")
class StackTransferResource {

    private final SecurityIdentity identity;
    private final StackAccess access;
    private final StackNaming naming;

    StackTransferResource(SecurityIdentity identity, StackAccess access, StackNaming naming) {
        this.identity = identity;
        this.access = access;
        this.naming = naming;
    }

    @POST
    @Transactional
    @Operation(
            operationId = "TransferStack",
            summary = "Transfer a stack to another organization",
            description = "The caller belongs to both organizations, and may create stacks in the other one. They"
                    + " administer the stack there; all other grants end. This release transfers a stack before its first"
                    + " update only. For admins of the organization, and for who administers the stack unless the settings"
                    + " of the organization say otherwise.")
    @APIResponse(responseCode = "204", description = "The other organization has the stack.")
    @APIResponse(responseCode = "400", description = "The organization has the stack already, or the body is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not transfer the stack.")
    @APIResponse(
            responseCode = "404",
            description = "The caller reaches no such stack, or does not belong to both organizations.")
    @APIResponse(
            responseCode = "409",
            description =
                    "The other organization has a stack of this name, the stack has been updated, or an update is in"
                            + " progress.")
    public void transfer(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") TransferStackRequest body,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        naming.transfer(
                caller, caller.source(request), access.of(caller, orgName, projectName, stackName), body.toOrg());
    }
}
