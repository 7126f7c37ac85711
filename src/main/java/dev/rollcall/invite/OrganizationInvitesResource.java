package dev.rollcall.invite;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.http.ApiException;
import dev.rollcall.invite.Invites.Batch;
import dev.rollcall.invite.Invites.Sender;
import dev.rollcall.invite.Invites.Sent;
import dev.rollcall.mail.Outbox;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.role.Roles;
import dev.rollcall.role.Roles.Assignable;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Invites people to an organization (contract for writes, section 3.3). */
@Path("/api/orgs/{orgName}/invites")
@Authenticated
@Tag(name = "Invites")
class OrganizationInvitesResource {

    private static final String NO_ORGANIZATION = "The caller belongs to no organization of this name.";
    private static final String NO_INVITE = "There is no such invitation, or it was accepted or canceled, or ";
    private static final String BATCH =
            "To many addresses at once, 100 at most. Whoever has a pending invitation gets it"
                    + " again, with the new role. For admins of the organization.";
    private static final String NO_MAIL = "This server sends no mail. Give the invitees their acceptInviteUrl.";
    private static final String NOT_INVITED = "The caller may not invite people, or has no verified e-mail address.";
    private static final String BAD_INVITEE =
            "An address or role is invalid, there are too many, or the organization is an individual one.";

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final Invites invites;
    private final Roles roles;
    private final Outbox outbox;
    private final AuditLog audit;

    OrganizationInvitesResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            Invites invites,
            Roles roles,
            Outbox outbox,
            AuditLog audit) {
        this.identity = identity;
        this.access = access;
        this.invites = invites;
        this.roles = roles;
        this.outbox = outbox;
        this.audit = audit;
    }

    @GET
    @Operation(
            operationId = "ListOrgInvites",
            summary = "List the pending invitations of an organization",
            description =
                    "Those that were neither accepted nor canceled, also expired ones. For admins of the organization.")
    @APIResponse(responseCode = "200", description = "The invitations, the newest first.")
    @APIResponse(responseCode = "403", description = "The caller may not read the invitations.")
    @APIResponse(responseCode = "404", description = NO_ORGANIZATION)
    public PendingInvites list(String orgName) {
        return invites.pending(access.of(caller(), orgName).require(Permission.READ_INVITES));
    }

    @POST
    @Path("batch")
    @Transactional
    @Operation(
            operationId = "BatchCreateOrgInviteEmail",
            summary = "Invite people by e-mail address",
            description = BATCH)
    @APIResponse(responseCode = "200", description = "What was sent, and what was not.")
    @APIResponse(responseCode = "400", description = BAD_INVITEE)
    @APIResponse(responseCode = "403", description = NOT_INVITED)
    @APIResponse(responseCode = "404", description = NO_ORGANIZATION)
    public CreateInviteResponse.Batch send(
            String orgName,
            @Valid @NotNull(message = "is missing") BatchInviteRequest body,
            @Context HttpServerRequest request) {
        return batch(orgName, body, request);
    }

    /** The same: nobody knows whether an invitee has verified an address before they accept. */
    @POST
    @Path("unverified/batch")
    @Transactional
    @Operation(
            operationId = "BatchCreateOrgUnverifiedInviteEmail",
            summary = "Invite people by e-mail address, who may have no account yet",
            description = BATCH)
    @APIResponse(responseCode = "200", description = "What was sent, and what was not.")
    @APIResponse(responseCode = "400", description = BAD_INVITEE)
    @APIResponse(responseCode = "403", description = NOT_INVITED)
    @APIResponse(responseCode = "404", description = NO_ORGANIZATION)
    public CreateInviteResponse.Batch sendUnverified(
            String orgName,
            @Valid @NotNull(message = "is missing") BatchInviteRequest body,
            @Context HttpServerRequest request) {
        return batch(orgName, body, request);
    }

    private CreateInviteResponse.Batch batch(String orgName, BatchInviteRequest body, HttpServerRequest request) {
        Standing standing = writer(orgName);
        Sender sender = invites.sender(caller().userId());
        List<Invitee> invitees =
                body.invites().stream().map(one -> invitee(standing, one)).toList();
        Batch batch = invites.send(standing, sender, invitees);
        batch.failed().forEach(failed -> warn(request, failed.invitee().email() + " " + failed.reason()));
        batch.sent().forEach(sent -> recordSent(standing, sent, request));
        mail(standing, sender, batch.sent(), request);
        return new CreateInviteResponse.Batch(
                batch.sent().stream().map(OrganizationInvitesResource::response).toList(),
                batch.failed().stream()
                        .map(failed -> failed.invitee().request())
                        .toList());
    }

    private void mail(Standing standing, Sender sender, List<Sent> sent, HttpServerRequest request) {
        if (sent.isEmpty()) {
            return;
        }
        if (!outbox.isOn()) {
            warn(request, NO_MAIL);
            return;
        }
        Map<UUID, String> recipients = sent.stream()
                .collect(Collectors.toMap(Sent::id, one -> one.invitee().email()));
        outbox.add(InviteMail.KIND, sender.id(), standing.organizationId(), recipients)
                .forEach(one -> warn(
                        request,
                        recipients.get(one)
                                + " gets no mail, because there were too many mails within 24 hours. Give them"
                                + " their acceptInviteUrl."));
    }

    @POST
    @Path("link")
    @Transactional
    @Operation(
            operationId = "CreateOrgInviteLink",
            summary = "Create an invitation for whoever has its link",
            description = "It works once, for anybody with an account. For admins of the organization.")
    @APIResponse(responseCode = "200", description = "The invitation.")
    @APIResponse(responseCode = "400", description = "The role is invalid, or the organization is an individual one.")
    @APIResponse(responseCode = "403", description = NOT_INVITED)
    @APIResponse(responseCode = "404", description = NO_ORGANIZATION)
    @APIResponse(responseCode = "409", description = "The organization has too many pending invitations.")
    public CreateInviteResponse link(
            String orgName,
            @NotNull(message = "is missing") CreateInviteRequest body,
            @Context HttpServerRequest request) {
        Standing standing = writer(orgName);
        Sent sent = invites.link(standing, invites.sender(caller().userId()), role(standing, body));
        recordSent(standing, sent, request);
        return response(sent);
    }

    @DELETE
    @Path("{inviteID}")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    @Operation(
            operationId = "CancelOrgInvite",
            summary = "Cancel an invitation",
            description = "For admins of the organization.")
    @APIResponse(responseCode = "204", description = "Nobody can accept it any more.")
    @APIResponse(responseCode = "403", description = "The caller may not cancel invitations.")
    @APIResponse(responseCode = "404", description = NO_INVITE + NO_ORGANIZATION)
    public void cancel(String orgName, String inviteID, @Context HttpServerRequest request) {
        Standing standing = writer(orgName);
        String email = invites.cancel(standing, inviteID);
        record(
                Action.INVITE_CANCELED,
                standing,
                UUID.fromString(inviteID),
                email.isEmpty() ? "Canceled an invitation link" : "Canceled the invitation of '" + email + "'",
                request);
    }

    @POST
    @Path("{inviteID}/resend")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    @Operation(
            operationId = "ResendOrgInvite",
            summary = "Send an invitation again",
            description = "Also an expired one. It keeps its link. For admins of the organization.")
    @APIResponse(responseCode = "204", description = "It can be accepted for its whole lifetime again.")
    @APIResponse(responseCode = "403", description = NOT_INVITED)
    @APIResponse(responseCode = "404", description = NO_INVITE + NO_ORGANIZATION)
    public void resend(String orgName, String inviteID, @Context HttpServerRequest request) {
        Standing standing = writer(orgName);
        Sender sender = invites.sender(caller().userId());
        String email = invites.resend(standing, sender, inviteID);
        UUID id = UUID.fromString(inviteID);
        record(
                Action.INVITE_SENT,
                standing,
                id,
                email.isEmpty() ? "Renewed an invitation link" : "Invited '" + email + "' again",
                request);
        if (!email.isEmpty() && !outbox.isOn()) {
            warn(request, NO_MAIL);
        } else if (!email.isEmpty()
                && !outbox.add(InviteMail.KIND, sender.id(), standing.organizationId(), Map.of(id, email))
                        .isEmpty()) {
            throw ApiException.tooManyRequests(
                    "There were too many mails within 24 hours. Give the invitee their acceptInviteUrl, or try again later.",
                    Duration.ofHours(1));
        }
    }

    private Standing writer(String orgName) {
        return access.locked(caller(), orgName)
                .require(Permission.CREATE_INVITES)
                .requireShared("Invites");
    }

    private Invitee invitee(Standing standing, CreateInviteRequest invite) {
        if (invite == null) {
            throw ApiException.badRequest("invites has an element without an invitation.");
        }
        return new Invitee(Invitee.address(invite.email()), role(standing, invite), invite);
    }

    private Assignable role(Standing standing, CreateInviteRequest invite) {
        if (invite.roleId() != null) {
            return roles.find(standing.organizationId(), invite.roleId())
                    .orElseThrow(() -> ApiException.badRequest("Invalid parameter 'roleID'."));
        }
        return Role.of(invite.role())
                .map(Assignable::of)
                .orElseThrow(() -> ApiException.badRequest("Invalid organization role."));
    }

    private static CreateInviteResponse response(Sent sent) {
        return new CreateInviteResponse(sent.id().toString(), sent.url());
    }

    /** The CLI and other clients show the value of this header as a warning. */
    private static void warn(HttpServerRequest request, String warning) {
        request.response().headers().add("X-Pulumi-Warning", warning);
    }

    private void recordSent(Standing standing, Sent sent, HttpServerRequest request) {
        String whom = sent.invitee().email() == null
                ? "Created an invitation link"
                : "Invited '" + sent.invitee().email() + "'";
        record(
                Action.INVITE_SENT,
                standing,
                sent.id(),
                whom + " with the role " + sent.invitee().role().name(),
                request);
    }

    private void record(Action action, Standing standing, UUID invite, String description, HttpServerRequest request) {
        audit.record(action, caller().source(request), standing.organizationId(), invite, description);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
