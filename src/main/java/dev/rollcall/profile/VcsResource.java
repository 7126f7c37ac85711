package dev.rollcall.profile;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.admission.AsksProviders;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Disconnection;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.reconciliation.ProfileSync;
import dev.rollcall.security.Caller;
import dev.rollcall.security.Callers;
import dev.rollcall.verdict.SyncFailure;
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

/** Syncs and disconnects the caller's identities (contract, sections 2.10 and 2.12). */
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
            summary = "Update the caller's profile from an identity provider",
            description =
                    "Reads name, picture, login and e-mail address from the provider. Within a minute of a success,"
                            + " returns the stored profile instead.")
    @APIResponse(responseCode = "200", description = "The updated caller.")
    @APIResponse(responseCode = "400", description = "The caller has no such identity, or must sign in with it again.")
    @APIResponse(responseCode = "409", description = "The stored token belongs to another account at the provider.")
    @APIResponse(responseCode = "502", description = "The provider is down or sent an unusable response.")
    @APIResponse(responseCode = "504", description = "The provider did not answer in time.")
    public UserProfile sync(
            @QueryParam("identity")
                    @Parameter(
                            in = QUERY,
                            description = "The provider, for example github.com or github, in upper or lower case."
                                    + " Without it, the primary identity, which was linked first.",
                            schema = @Schema(type = STRING))
                    String provider) {
        Identity linked = Transactions.call(() -> linked(((Caller) identity.getPrincipal()).userId(), provider))
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
            description = "Removes an identity from the caller's account. The last identity cannot be removed.")
    @APIResponse(responseCode = "200", description = "The caller without the identity.")
    @APIResponse(
            responseCode = "400",
            description = "It is the caller's last identity, or `identity` is not a provider.")
    @APIResponse(responseCode = "404", description = "The caller has no identity at this provider.")
    public UserProfile disconnect(
            @QueryParam("identity")
                    @Parameter(
                            in = QUERY,
                            description = "The provider, for example github.com or github, in upper or lower case.",
                            schema = @Schema(type = STRING))
                    String provider,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        IdentityProvider named = Optional.ofNullable(provider)
                .flatMap(IdentityProvider::named)
                .orElseThrow(() -> ApiException.badRequest("invalid query parameter"));
        disconnection.disconnect(caller.source(request), named);
        return callers.read(identity, projection);
    }
}
