package dev.rollcall.email;

import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.security.Callers;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Whether the e-mail address of the caller is verified, and which one waits to be (contract, sections 2.6, 2.7, 2.13).
 */
@Path("/api/user")
@RolesAllowed(Caller.PERSON)
@Tag(name = "Users")
class EmailResource {

    private final SecurityIdentity identity;
    private final Callers callers;
    private final PendingEmailProjection pending;
    private final VerifiedEmailProjection verified;
    private final EmailChange change;

    EmailResource(
            SecurityIdentity identity,
            Callers callers,
            PendingEmailProjection pending,
            VerifiedEmailProjection verified,
            EmailChange change) {
        this.identity = identity;
        this.callers = callers;
        this.pending = pending;
        this.verified = verified;
        this.change = change;
    }

    @GET
    @Path("/pending-emails")
    @Operation(
            operationId = "GetLatestPendingEmailChange",
            summary = "Which e-mail address waits to be verified?",
            description =
                    "The newest address that the caller has not verified yet. It can be the account's first address.")
    @APIResponse(
            responseCode = "200",
            description = "The address.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PendingEmail.class)))
    @APIResponse(responseCode = "204", description = "No address waits to be verified.")
    public RestResponse<PendingEmail> getPending() {
        return callers.read(identity, pending).map(RestResponse::ok).orElseGet(RestResponse::noContent);
    }

    @DELETE
    @Path("/pending-emails")
    @Operation(
            operationId = "DeletePendingEmailChange",
            summary = "Cancel the change of the e-mail address",
            description = "Does nothing if the caller has not asked for a change.")
    @APIResponse(responseCode = "204", description = "No change of the address is pending.")
    @APIResponse(
            responseCode = "400",
            description = "The current address waits to be verified. This cannot be cancelled.")
    public void deletePending(@Context HttpServerRequest request) {
        change.cancel(((Caller) identity.getPrincipal()).source(request));
    }

    @GET
    @Path("/verified-email")
    @Operation(
            operationId = "GetUserHasVerifiedEmail",
            summary = "Is the e-mail address verified?",
            description = "Returns true, or 404.")
    @APIResponse(
            responseCode = "200",
            description = "It is verified.",
            content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.BOOLEAN)))
    @APIResponse(responseCode = "404", description = "It is not verified, or there is none.")
    public boolean isVerified() {
        if (!callers.read(identity, verified)) {
            throw ApiException.notFound("No verified email address");
        }
        return true;
    }
}
