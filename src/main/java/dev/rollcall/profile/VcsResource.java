package dev.rollcall.profile;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.IdentityProvider;
import dev.rollcall.security.Caller;
import dev.rollcall.security.Callers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
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

    VcsResource(SecurityIdentity identity, Callers callers, ProfileProjection projection) {
        this.identity = identity;
        this.callers = callers;
        this.projection = projection;
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
            Identity gone = Identity.disconnect(caller.userId(), named);
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
