package dev.rollcall.cli;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers the update check of CLIs before 3.170 (contract, section 3). Later CLIs do not ask this service. */
@Path("/api/cli/version")
@PermitAll
@Tag(name = "Miscellaneous")
class CliVersionResource {

    private final CliVersions versions;

    CliVersionResource(CliVersions versions) {
        this.versions = versions;
    }

    @Schema(name = "AppCLIVersionResponse", description = "Releases of the CLI.")
    record Response(
            @Schema(required = true, description = "The newest release.")
            String latestVersion,

            @Schema(required = true, description = "The oldest release that does not tell its user to update.")
            String oldestWithoutWarning,

            @Schema(required = true, description = "The newest development build; may be empty.")
            String latestDevVersion) {}

    @GET
    @SecurityRequirements
    @Operation(
            operationId = "Version",
            summary = "Which CLI should people use?",
            description = "The releases that the operator recommends.")
    public Response get() {
        return new Response(
                versions.latest(),
                versions.oldestWithoutWarning(),
                versions.latestDevelopment().orElse(""));
    }
}
