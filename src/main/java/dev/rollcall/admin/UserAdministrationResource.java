package dev.rollcall.admin;

import dev.rollcall.accounts.SiteAdministrators;
import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.identity.Identity;
import dev.rollcall.security.Caller;
import dev.rollcall.user.User;
import dev.rollcall.user.User.State;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What site administrators can do with accounts. Pulumi Cloud's published API has no such operations. */
@Path("/api/admin/users/{login}")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class UserAdministrationResource {

    private final SecurityIdentity identity;
    private final SiteAdministrators administrators;

    UserAdministrationResource(SecurityIdentity identity, SiteAdministrators administrators) {
        this.identity = identity;
        this.administrators = administrators;
    }

    @POST
    @Path("identities")
    @Transactional
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
        User user = user(login);
        if (Identity.attach(user.id, body.provider(), body.instance(), body.subject())) {
            record(Action.IDENTITY_ATTACHED, user.id, request);
        }
    }

    @POST
    @Path("suspend")
    @Transactional
    @Operation(
            operationId = "SuspendUser",
            summary = "Suspend an account",
            description = "All credentials of the account stop working at once, until it is restored.")
    @APIResponse(responseCode = "204", description = "The account is suspended.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(responseCode = "409", description = "The account is the caller's own.")
    public void suspend(String login, @Context HttpServerRequest request) {
        User user = user(login);
        if (user.id.equals(caller().userId())) {
            throw ApiException.conflict("You cannot suspend yourself. Ask another site administrator.");
        }
        administrators.requireAnother(user.id);
        change(user, State.SUSPENDED, Action.SUSPENDED, request);
    }

    @POST
    @Path("restore")
    @Transactional
    @Operation(
            operationId = "RestoreUser",
            summary = "Restore a suspended account",
            description = "The credentials of the account work again.")
    @APIResponse(responseCode = "204", description = "The account is active.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public void restore(String login, @Context HttpServerRequest request) {
        User user = user(login);
        change(user, State.ACTIVE, Action.RESTORED, request);
        // Otherwise the schedule would suspend somebody again who left their provider.
        Identity.restartAbsence(user.id);
    }

    @PUT
    @Path("mfa")
    @Transactional
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
        User user = user(login);
        if (user.mfa != body.enabled()) {
            user.mfa = body.enabled();
            record(Action.MFA_SET, user.id, request);
        }
    }

    @PUT
    @Path("site-admin")
    @Transactional
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
        User user = user(login);
        if (!body.enabled() && user.id.equals(caller().userId())) {
            throw ApiException.conflict("You are a site administrator and cannot change that yourself."
                    + " Ask another site administrator.");
        }
        if (user.siteAdmin != body.enabled()) {
            if (!body.enabled()) {
                administrators.requireAnother(user.id);
            }
            user.siteAdmin = body.enabled();
            record(body.enabled() ? Action.SITE_ADMIN_GRANTED : Action.SITE_ADMIN_REVOKED, user.id, request);
        }
    }

    private void change(User user, State state, Action action, HttpServerRequest request) {
        if (user.state != state) {
            user.state = state;
            record(action, user.id, request);
        }
    }

    /** Finds a person by login, or throws the exception that answers 404. */
    static User user(String login) {
        return User.byLogin(login).orElseThrow(() -> ApiException.notFound("User '" + login + "' not found"));
    }

    private void record(Action action, UUID subject, HttpServerRequest request) {
        Caller caller = caller();
        AuditEvent.record(action, caller.userId(), subject, caller.tokenId(), ClientAddress.of(request));
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
