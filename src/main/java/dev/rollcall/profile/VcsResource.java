package dev.rollcall.profile;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.AsksProviders;
import dev.rollcall.identity.Disconnection;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.reconciliation.ProfileSync;
import dev.rollcall.security.Caller;
import dev.rollcall.security.Callers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The identities that are linked to the caller. */
@Path("/api/user/vcs")
@RolesAllowed(Caller.PERSON)
@Tag(name = "Users")
class VcsResource {

    private final SecurityIdentity identity;
    private final Callers callers;
    private final ProfileProjection projection;
    private final Disconnection disconnection;
    private final ProfileSync sync;
    private final Clock clock;

    VcsResource(
            SecurityIdentity identity,
            Callers callers,
            ProfileProjection projection,
            Disconnection disconnection,
            ProfileSync sync,
            Clock clock) {
        this.identity = identity;
        this.callers = callers;
        this.projection = projection;
        this.disconnection = disconnection;
        this.sync = sync;
        this.clock = clock;
    }

    @POST
    @Path("sync")
    @AsksProviders
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "SyncWithIdentityProvider",
            summary = "Take over the profile from an identity provider",
            description = "Asks the provider now and takes over name, picture, login and address. Asked again within a"
                    + " minute, it answers with what is known.")
    @APIResponse(responseCode = "200", description = "The caller, as they are afterwards.")
    @APIResponse(
            responseCode = "400",
            description = "The parameter names no linked identity, or the person has to sign in there again.")
    @APIResponse(responseCode = "409", description = "The stored token belongs to another account there.")
    @APIResponse(responseCode = "502", description = "The provider does not answer as it should.")
    @APIResponse(responseCode = "504", description = "The provider does not answer in time.")
    public UserProfile sync(
            @QueryParam("identity")
                    @Parameter(
                            in = QUERY,
                            description = "The provider, for example github.com or github, in any case."
                                    + " Without it the identity that was linked first.",
                            schema = @Schema(type = STRING))
                    String provider) {
        Identity linked = QuarkusTransaction.requiringNew()
                .call(() -> linked(((Caller) identity.getPrincipal()).userId(), provider))
                .orElseThrow(() -> ApiException.badRequest("invalid query parameter"));
        SyncFailure.check(linked, sync.now(linked), clock.instant());
        return callers.read(identity, projection);
    }

    private static Optional<Identity> linked(UUID userId, String provider) {
        if (provider == null) {
            return Identity.primary(userId);
        }
        return IdentityProvider.named(provider)
                .flatMap(named -> Identity.of(userId).stream()
                        .filter(linked -> linked.provider == named)
                        .findFirst());
    }

    @DELETE
    @Operation(
            operationId = "DeleteIdentityProvider",
            summary = "Disconnect an identity",
            description = "Takes a linked identity away from the caller's account, unless it is the last one.")
    @APIResponse(responseCode = "200", description = "The caller, without the identity.")
    @APIResponse(responseCode = "400", description = "It is the last identity, or the parameter names no provider.")
    @APIResponse(responseCode = "404", description = "No such identity is linked.")
    public UserProfile disconnect(
            @QueryParam("identity")
                    @Parameter(
                            in = QUERY,
                            description = "The provider, for example github.com or github, in any case.",
                            schema = @Schema(type = STRING))
                    String provider,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        IdentityProvider named = Optional.ofNullable(provider)
                .flatMap(IdentityProvider::named)
                .orElseThrow(() -> ApiException.badRequest("invalid query parameter"));
        QuarkusTransaction.requiringNew().run(() -> {
            Identity gone = disconnection.disconnect(caller.userId(), named);
            AuditEvent.record(
                    Action.IDENTITY_DISCONNECTED,
                    caller.userId(),
                    gone.id,
                    caller.tokenId(),
                    request.remoteAddress().hostAddress());
        });
        return callers.read(identity, projection);
    }
}
