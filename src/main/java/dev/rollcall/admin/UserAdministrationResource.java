package dev.rollcall.admin;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.user.User;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What site administrators can do with accounts. Pulumi Cloud's published API has no such operations. */
@Path("/api/admin/users/{login}")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class UserAdministrationResource {

    private final SecurityIdentity identity;
    private final UserAdministration users;

    UserAdministrationResource(SecurityIdentity identity, UserAdministration users) {
        this.identity = identity;
        this.users = users;
    }

    @POST
    @Path("identities")
    @Operation(
            operationId = "AttachIdentity",
            summary = "Attach an identity to an account",
            description =
                    "From now on this identity signs its owner in to this account. For the first administrator and for"
                            + " imported accounts.")
    @APIResponse(responseCode = "204", description = "The identity is attached, or was attached already.")
    @APIResponse(responseCode = "400", description = "The body is not a valid identity.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(
            responseCode = "409",
            description = "The identity belongs to another account, or this account has another identity of this kind.")
    public void attachIdentity(
            String login,
            @Valid @NotNull(message = "is missing") AttachIdentityRequest body,
            @Context HttpServerRequest request) {
        users.attachIdentity(source(request), login, body.provider(), body.instance(), body.subject());
    }

    @POST
    @Path("suspend")
    @Operation(
            operationId = "SuspendUser",
            summary = "Suspend an account",
            description = "All credentials of the account stop working at once, until it is restored.")
    @APIResponse(responseCode = "204", description = "The account is suspended.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(responseCode = "409", description = "The account is the caller's own.")
    public void suspend(String login, @Context HttpServerRequest request) {
        users.suspend(source(request), login);
    }

    @POST
    @Path("restore")
    @Operation(
            operationId = "RestoreUser",
            summary = "Restore a suspended account",
            description = "The credentials of the account work again.")
    @APIResponse(responseCode = "204", description = "The account is active.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public void restore(String login, @Context HttpServerRequest request) {
        users.restore(source(request), login);
    }

    @PUT
    @Path("mfa")
    @Operation(
            operationId = "SetUserMfa",
            summary = "Set whether an account has a second factor",
            description = "Use it where no provider says whether the person has a second factor.")
    @APIResponse(responseCode = "204", description = "The value is stored.")
    @APIResponse(responseCode = "400", description = "The body has no `enabled`.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public void setMfa(
            String login,
            @Valid @NotNull(message = "is missing") SetMfaRequest body,
            @Context HttpServerRequest request) {
        users.setMfa(source(request), login, body.enabled());
    }

    @PUT
    @Path("site-admin")
    @Operation(
            operationId = "SetSiteAdmin",
            summary = "Set whether an account is a site administrator",
            description =
                    "Site administrators may use every operation of this kind. It holds from their next request on.")
    @APIResponse(responseCode = "204", description = "The value is stored.")
    @APIResponse(responseCode = "400", description = "The body has no `enabled`.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(
            responseCode = "409",
            description = "The account is the caller's own or the last site administrator's, and `enabled` is false.")
    public void setSiteAdmin(
            String login,
            @Valid @NotNull(message = "is missing") SetSiteAdminRequest body,
            @Context HttpServerRequest request) {
        users.setSiteAdmin(source(request), login, body.enabled());
    }

    /** Finds a person by login, or throws the exception that answers 404. */
    static User user(String login) {
        return User.byLogin(login).orElseThrow(() -> ApiException.notFound("User '" + login + "' not found"));
    }

    private Source source(HttpServerRequest request) {
        return ((Caller) identity.getPrincipal()).source(request);
    }
}
