package dev.rollcall.admin;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
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

/** What a site administrator does to people's accounts. Not a part of Pulumi Cloud's published API. */
@Path("/api/admin/users/{login}")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class UserAdministrationResource {

    private final SecurityIdentity identity;

    UserAdministrationResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @POST
    @Path("identities")
    @Transactional
    @Operation(
            operationId = "AttachIdentity",
            summary = "Attach an identity to an account",
            description = "From then on who signs in with it is this person. For the first and for imported accounts.")
    @APIResponse(responseCode = "204", description = "It is attached; also if it was already.")
    @APIResponse(responseCode = "400", description = "The body describes no identity.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(
            responseCode = "409",
            description = "The identity belongs to another account, or this one has another of the kind.")
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
            description = "None of its credentials work from now on, until it is restored.")
    @APIResponse(responseCode = "204", description = "It is suspended.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(responseCode = "409", description = "It is the caller's own account.")
    public void suspend(String login, @Context HttpServerRequest request) {
        User user = user(login);
        if (user.id.equals(caller().userId())) {
            throw ApiException.conflict("You cannot suspend yourself. Ask another site administrator.");
        }
        change(user, State.SUSPENDED, Action.SUSPENDED, request);
    }

    @POST
    @Path("restore")
    @Transactional
    @Operation(
            operationId = "RestoreUser",
            summary = "Restore a suspended account",
            description = "Its credentials work again.")
    @APIResponse(responseCode = "204", description = "It is active.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public void restore(String login, @Context HttpServerRequest request) {
        change(user(login), State.ACTIVE, Action.RESTORED, request);
    }

    @PUT
    @Path("mfa")
    @Transactional
    @Operation(
            operationId = "SetUserMfa",
            summary = "Say whether an account has a second factor",
            description = "For where no provider says it.")
    @APIResponse(responseCode = "204", description = "It is noted.")
    @APIResponse(responseCode = "400", description = "The body does not say it.")
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

    private void change(User user, State state, Action action, HttpServerRequest request) {
        if (user.state != state) {
            user.state = state;
            record(action, user.id, request);
        }
    }

    private static User user(String login) {
        return User.byLogin(login).orElseThrow(() -> ApiException.notFound("User '" + login + "' not found"));
    }

    private void record(Action action, UUID subject, HttpServerRequest request) {
        Caller caller = caller();
        AuditEvent.record(
                action,
                caller.userId(),
                subject,
                caller.tokenId(),
                request.remoteAddress().hostAddress());
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
