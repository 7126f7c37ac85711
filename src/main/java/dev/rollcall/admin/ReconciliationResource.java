package dev.rollcall.admin;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.http.ApiException;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.reconciliation.ReconciliationRun;
import dev.rollcall.reconciliation.ReconciliationRun.Progress;
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

/** Reconciles all profiles with their providers when a site administrator wants it. */
@Path("/api/admin/identities/reconcile")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class ReconciliationResource {

    private final ReconciliationRun run;

    ReconciliationResource(ReconciliationRun run) {
        this.run = run;
    }

    @Schema(description = "How far the reconciliation is that was started last.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReconciliationProgress(
            @Schema(description = "When it was started; absent if none was.")
            Instant startedAt,

            @Schema(required = true, description = "Identities that wait.")
            long due,

            @Schema(required = true, description = "Identities that a replica asks about now.")
            long running,

            @Schema(required = true, description = "Identities that are up to date since the start.")
            long done,

            @Schema(required = true, description = "Identities whose last attempt since the start failed.")
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
            description =
                    "Makes all identities due, or those at one kind of provider. The replicas begin within seconds.")
    @APIResponse(responseCode = "202", description = "They are due; how far it is.")
    @APIResponse(responseCode = "400", description = "The parameter names no provider.")
    public ReconciliationProgress start(
            @QueryParam("provider")
                    @Parameter(
                            in = QUERY,
                            description =
                                    "The provider, for example github.com or github, in any case. Without it all.",
                            schema = @Schema(type = STRING))
                    String provider) {
        Optional<IdentityProvider> named = Optional.ofNullable(provider)
                .map(name -> IdentityProvider.named(name)
                        .orElseThrow(() -> ApiException.badRequest("invalid query parameter")));
        run.start(named);
        return ReconciliationProgress.of(run.progress());
    }

    @GET
    @Operation(
            operationId = "GetReconciliation",
            summary = "Get how far the reconciliation is",
            description = "Counts the identities of the run that was started last.")
    @APIResponse(responseCode = "200", description = "How far it is.")
    public ReconciliationProgress progress() {
        return ReconciliationProgress.of(run.progress());
    }
}
