package dev.rollcall.admin;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.admin.ReconciliationRun.Progress;
import dev.rollcall.http.ApiException;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Lets site administrators start a sync of all identities, and shows its progress. */
@Path("/api/admin/identities/reconcile")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class ReconciliationResource {

    private final ReconciliationRun run;

    ReconciliationResource(ReconciliationRun run) {
        this.run = run;
    }

    @Schema(description = "Progress of the reconciliation that was started last.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReconciliationProgress(
            @Schema(description = "When it was started. Absent if none was started.")
            Instant startedAt,

            @Schema(required = true, description = "Identities that wait for a replica.")
            long due,

            @Schema(required = true, description = "Identities that a replica syncs now.")
            long running,

            @Schema(required = true, description = "Identities that were synced since the start.")
            long done,

            @Schema(required = true, description = "Identities whose latest attempt since the start failed.")
            long failed) {

        static ReconciliationProgress of(Progress progress) {
            return new ReconciliationProgress(
                    progress.startedAt(), progress.due(), progress.running(), progress.done(), progress.failed());
        }
    }

    @POST
    @ResponseStatus(202)
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "StartReconciliation",
            summary = "Reconcile all profiles now",
            description = "Makes all identities due, or those at one kind of provider. Replicas start within seconds.")
    @APIResponse(responseCode = "202", description = "The identities are due. The body is the progress.")
    @APIResponse(responseCode = "400", description = "`provider` is not a provider.")
    public ReconciliationProgress start(
            @QueryParam("provider")
                    @Parameter(
                            in = QUERY,
                            description = "The provider, for example github.com or github, in upper or lower case."
                                    + " Without it, all providers.",
                            schema = @Schema(type = STRING))
                    String provider) {
        Optional<IdentityProvider> named = Optional.ofNullable(provider)
                .map(name -> IdentityProvider.named(name)
                        .orElseThrow(() -> ApiException.badRequest(
                                "provider must be one of github, gitlab, bitbucket, azure-devops, google, saml")));
        run.start(named);
        return ReconciliationProgress.of(run.progress());
    }

    @GET
    @Operation(
            operationId = "GetReconciliation",
            summary = "Get the progress of the reconciliation",
            description = "Counts the identities of the reconciliation that was started last.")
    @APIResponse(responseCode = "200", description = "The progress.")
    public ReconciliationProgress progress() {
        return ReconciliationProgress.of(run.progress());
    }
}
