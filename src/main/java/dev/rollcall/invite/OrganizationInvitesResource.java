package dev.rollcall.invite;

import dev.rollcall.invite.InviteChanges.Result;
import dev.rollcall.invite.Invites.Sent;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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
    private static final String NOT_INVITED = "The caller may not invite people, or has no verified e-mail address.";
    private static final String BAD_INVITEE =
            "An address or role is invalid, there are too many, or the organization is an individual one.";

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final InviteChanges changes;

    OrganizationInvitesResource(SecurityIdentity identity, OrganizationAccess access, InviteChanges changes) {
        this.identity = identity;
        this.access = access;
        this.changes = changes;
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
        return changes.pending(access.of(caller(), orgName));
    }

    @POST
    @Path("batch")
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
            @NotNull(message = "is missing") BatchInviteRequest body,
            @Context HttpServerRequest request) {
        return batch(orgName, body, request);
    }

    /** The same: nobody knows whether an invitee has verified an address before they accept. */
    @POST
    @Path("unverified/batch")
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
            @NotNull(message = "is missing") BatchInviteRequest body,
            @Context HttpServerRequest request) {
        return batch(orgName, body, request);
    }

    private CreateInviteResponse.Batch batch(String orgName, BatchInviteRequest body, HttpServerRequest request) {
        Result result = changes.send(caller(), caller().source(request), orgName, body.invites());
        warn(request, result.warnings());
        return new CreateInviteResponse.Batch(
                result.sent().stream()
                        .map(OrganizationInvitesResource::response)
                        .toList(),
                result.failed());
    }

    @POST
    @Path("link")
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
        return response(changes.link(caller(), caller().source(request), orgName, body));
    }

    @DELETE
    @Path("{inviteID}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "CancelOrgInvite",
            summary = "Cancel an invitation",
            description = "For admins of the organization.")
    @APIResponse(responseCode = "204", description = "Nobody can accept it any more.")
    @APIResponse(responseCode = "403", description = "The caller may not cancel invitations.")
    @APIResponse(responseCode = "404", description = NO_INVITE + NO_ORGANIZATION)
    public void cancel(String orgName, String inviteID, @Context HttpServerRequest request) {
        changes.cancel(caller(), caller().source(request), orgName, inviteID);
    }

    @POST
    @Path("{inviteID}/resend")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "ResendOrgInvite",
            summary = "Send an invitation again",
            description = "Also an expired one. It keeps its link. For admins of the organization.")
    @APIResponse(responseCode = "204", description = "It can be accepted for its whole lifetime again.")
    @APIResponse(responseCode = "403", description = NOT_INVITED)
    @APIResponse(responseCode = "404", description = NO_INVITE + NO_ORGANIZATION)
    public void resend(String orgName, String inviteID, @Context HttpServerRequest request) {
        warn(
                request,
                changes.resend(caller(), caller().source(request), orgName, inviteID)
                        .warnings());
    }

    private static CreateInviteResponse response(Sent sent) {
        return new CreateInviteResponse(sent.id().toString(), sent.url());
    }

    /** The CLI and other clients show the value of this header as a warning. */
    private static void warn(HttpServerRequest request, List<String> warnings) {
        warnings.forEach(warning -> request.response().headers().add("X-Pulumi-Warning", warning));
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
