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

/** Renames stacks (contract for stacks, section 6). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}/rename")
@Authenticated
@Tag(name = "Stacks")
class StackRenameResource {

    private final SecurityIdentity identity;
    private final StackAccess access;
    private final StackNaming naming;

    StackRenameResource(SecurityIdentity identity, StackAccess access, StackNaming naming) {
        this.identity = identity;
        this.access = access;
        this.naming = naming;
    }

    @POST
    @Transactional
    @Operation(
            operationId = "RenameStack",
            summary = "Rename a stack",
            description =
                    "Also moves it to another project of the organization. This release renames a stack before its"
                            + " first update only. For who administers the stack.")
    @APIResponse(responseCode = "200", description = "The stack has its new name.")
    @APIResponse(responseCode = "400", description = "A name is invalid, or both are what they were.")
    @APIResponse(responseCode = "403", description = "The caller does not administer the stack.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack.")
    @APIResponse(
            responseCode = "409",
            description = "The name is taken, the stack has been updated, or an update is in progress.")
    public RenameStackResponse rename(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") RenameStackRequest body,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        naming.rename(caller, caller.source(request), access.of(caller, orgName, projectName, stackName), body);
        return new RenameStackResponse("");
    }
}
