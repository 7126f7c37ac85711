package dev.rollcall.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.checkpoint.StateConfig;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The optional features of a backend that this service has (contract for stacks, section 7). They all concern the state of
 * stacks. The CLI asks before every command.
 */
@Path("/api/capabilities")
@PermitAll
@Tag(name = "Miscellaneous")
class CapabilitiesResource {

    /** Version 4 has features such as taint and hooks. Without it the CLI leaves them out. */
    private static final List<Capability> WITH_STATE = List.of(
            new Capability("batch-encrypt", null, null),
            new Capability("deployment-schema-version", 1, Map.of("version", 4)));

    private final StateConfig state;

    CapabilitiesResource(StateConfig state) {
        this.state = state;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AppAPICapabilityConfig", description = "An optional feature.")
    record Capability(
            @Schema(required = true, description = "Its name.")
            String capability,

            @Schema(description = "The version of the feature.")
            Integer version,

            @Schema(description = "Its settings.") Map<String, Integer> configuration) {}

    @Schema(name = "AppCapabilitiesResponse", description = "Optional features of the server.")
    record Response(
            @Schema(required = true, description = "The features that the server has.")
            List<Capability> capabilities) {}

    @GET
    @SecurityRequirements
    @Operation(
            operationId = "Capabilities",
            summary = "Which optional features does the server have?",
            description = "None if another server keeps the state of stacks.")
    public Response get() {
        return new Response(state.enabled() ? WITH_STATE : List.of());
    }
}
