package dev.rollcall.lease;

import dev.rollcall.body.KeepsState;
import dev.rollcall.body.StreamedBody;
import dev.rollcall.checkpoint.StateDocument;
import dev.rollcall.checkpoint.StateReader;
import dev.rollcall.http.ApiException;
import dev.rollcall.lease.Leases.UpdatePath;
import dev.rollcall.state.StateMetrics;
import dev.rollcall.state.UpdateKinds;
import dev.rollcall.state.UpdateStatus;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What clients do with the token of their update (contract for stacks, section 3). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}")
@RolesAllowed(UpdateCaller.ROLE)
@KeepsState
@Tag(name = "Stack updates")
@APIResponse(responseCode = "404", description = "There is no such kind of update.")
class LeaseResource {

    private static final String UPDATE = "/{updateKind: " + UpdateKinds.PATTERN + "}/{updateID}";

    private static final int LONGEST_RENEWAL = 300;

    private final SecurityIdentity identity;
    private final Leases leases;
    private final UpdateEvents events;
    private final StateReader reader;
    private final StateMetrics metrics;

    LeaseResource(
            SecurityIdentity identity, Leases leases, UpdateEvents events, StateReader reader, StateMetrics metrics) {
        this.identity = identity;
        this.leases = leases;
        this.events = events;
        this.reader = reader;
        this.metrics = metrics;
    }

    @PATCH
    @Path(UPDATE + "/checkpoint")
    @Operation(
            operationId = "PatchUpdateCheckpoint",
            summary = "Replace the state of the version that the update makes",
            description = "With an update token. The state is stored when the response arrives.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/AppUntypedDeployment")))
    @APIResponse(responseCode = "204", description = "The state is stored.")
    @APIResponse(responseCode = "400", description = "The body is no state.")
    @APIResponse(responseCode = "403", description = "The update does not hold its stack any more, or is a dry run.")
    @APIResponse(responseCode = "409", description = "The update has ended, or has written a later state.")
    public void checkpoint(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            @Context RoutingContext context)
            throws IOException {
        StreamedBody body = StreamedBody.of(context);
        long begin = System.nanoTime();
        try (StateDocument state = reader.state(body)) {
            leases.checkpoint(
                    (UpdateCaller) identity.getPrincipal(),
                    new UpdatePath(orgName, projectName, stackName, updateID),
                    state,
                    body::isAbandoned);
            metrics.written(state.content().length(), Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    @POST
    @Path(UPDATE + "/events/batch")
    @Operation(
            operationId = "RecordEngineEventBatch",
            summary = "Store what the engine reports",
            description = "With an update token. An event that was stored before is not stored again.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = EventBatch.class)))
    @APIResponse(responseCode = "204", description = "The events are stored.")
    @APIResponse(responseCode = "400", description = "The body is invalid.")
    @APIResponse(responseCode = "403", description = "The update does not hold its stack any more.")
    @APIResponse(responseCode = "409", description = "The update has ended.")
    public void events(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            @Context RoutingContext context)
            throws IOException {
        UpdateCaller caller = (UpdateCaller) identity.getPrincipal();
        leases.check(caller, new UpdatePath(orgName, projectName, stackName, updateID));
        try (InputStream json = StreamedBody.of(context).open()) {
            events.store(caller.updateId(), json);
        }
    }

    @Schema(name = "AppEngineEventBatch", description = "Events of an engine.")
    private record EventBatch(
            @Schema(required = true, description = "The events. Each has a sequence, a timestamp and a typed member.")
            List<Object> events) {}

    @Schema(name = "AppRenewUpdateLeaseRequest", description = "The renewal of a lease.")
    record Renewal(
            @Schema(required = true, description = "Seconds from now, from 0 to 300.")
            Integer duration) {}

    @Schema(name = "AppRenewUpdateLeaseResponse", description = "A renewed lease.")
    record Renewed(
            @Schema(required = true, description = "The update token to use from now on: the same one.")
            String token,

            @Schema(required = true, description = "When the lease ends, in Unix seconds.")
            long tokenExpiration) {}

    @POST
    @Path(UPDATE + "/renew_lease")
    @Operation(
            operationId = "RenewUpdateLease",
            summary = "Renew the lease of an update",
            description = "With an update token. Never shortens the lease.")
    @APIResponse(responseCode = "200", description = "The lease.")
    @APIResponse(responseCode = "400", description = "The duration is invalid.")
    @APIResponse(responseCode = "403", description = "The update does not hold its stack any more.")
    @APIResponse(responseCode = "409", description = "The update has ended.")
    public Renewed renew(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            @NotNull(message = "is missing") Renewal body,
            @Context HttpServerRequest request) {
        if (body.duration() == null || body.duration() < 0 || body.duration() > LONGEST_RENEWAL) {
            throw ApiException.badRequest("duration must be a number of seconds from 0 to " + LONGEST_RENEWAL + ".");
        }
        OffsetDateTime end = leases.renew(
                (UpdateCaller) identity.getPrincipal(),
                new UpdatePath(orgName, projectName, stackName, updateID),
                body.duration());
        return new Renewed(UpdateTokenMechanism.token(request).orElseThrow(), end.toEpochSecond());
    }

    @Schema(name = "AppCompleteUpdateRequest", description = "The end of an update.")
    record Completion(
            @Schema(required = true, description = "succeeded or failed.")
            String status) {}

    @POST
    @Path(UPDATE + "/complete")
    @Operation(
            operationId = "CompleteUpdate",
            summary = "End an update",
            description = "With an update token. Whatever the status is, the state that was written last stays. May be"
                    + " repeated.")
    @APIResponse(responseCode = "204", description = "The update has ended.")
    @APIResponse(responseCode = "400", description = "There is no such status.")
    @APIResponse(responseCode = "403", description = "The update does not hold its stack any more.")
    @APIResponse(responseCode = "409", description = "The update has ended with another status.")
    public void complete(
            String orgName,
            String projectName,
            String stackName,
            String updateKind,
            String updateID,
            @NotNull(message = "is missing") Completion body) {
        String wanted = body.status() == null ? "" : body.status();
        UpdateStatus status = switch (wanted) {
            case "succeeded" -> UpdateStatus.SUCCEEDED;
            // A client that was interrupted.
            case "failed", "cancelled" -> UpdateStatus.FAILED;
            default -> throw ApiException.badRequest("status must be succeeded or failed.");
        };
        leases.complete(
                (UpdateCaller) identity.getPrincipal(),
                new UpdatePath(orgName, projectName, stackName, updateID),
                status);
    }
}
