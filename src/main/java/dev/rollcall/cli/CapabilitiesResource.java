package dev.rollcall.cli;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The optional features of a backend that this service has: none, because they all concern the state of stacks. The CLI
 * asks before every command (contract, section 3).
 */
@Path("/api/capabilities")
@PermitAll
@Tag(name = "Miscellaneous")
class CapabilitiesResource {

    @Schema(name = "AppAPICapabilityConfig", description = "An optional feature.")
    record Capability(
            @Schema(required = true, description = "Its name.")
            String capability) {}

    @Schema(name = "AppCapabilitiesResponse", description = "Optional features of the server.")
    record Response(
            @Schema(required = true, description = "The features that the server has.")
            List<Capability> capabilities) {}

    @GET
    @SecurityRequirements
    @Operation(
            operationId = "Capabilities",
            summary = "Which optional features does the server have?",
            description = "Always an empty list, because all of these features concern the state of stacks.")
    public Response get() {
        return new Response(List.of());
    }
}
